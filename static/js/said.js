// Events in words: "Linh Tran (VN) commented on 7."
import { _, ngettext } from "./i18n.js";

const WORDS = {
  "comment.made": () => _("%(who)s commented on %(label)s."),
  "comment.replied": () => _("%(who)s replied to a comment on %(label)s."),
  "comment.resolved": () => _("%(who)s resolved a comment on %(label)s."),
  "comment.reopened": () => _("%(who)s reopened a comment on %(label)s."),
  "comment.withdrawn": () => _("%(who)s took back a comment on %(label)s."),
  "amendment.drafted": () => _("%(who)s drafted a change of %(label)s."),
  "amendment.edited": () => _("%(who)s edited a draft for %(label)s."),
  "amendment.submitted": () => _("%(who)s submitted an amendment to %(label)s."),
  "amendment.tabled": () => _("%(who)s tabled an amendment to %(label)s."),
  "amendment.withdrawn": () => _("%(who)s withdrew an amendment to %(label)s."),
  "amendment.supported": () => _("%(who)s supports an amendment to %(label)s."),
  "clause.settled": () => _("%(who)s recorded words of %(label)s as settled."),
  "clause.decided": () => _("%(who)s recorded where %(label)s stands."),
  "clause.edited": () => _("%(who)s edited %(label)s."),
  "position.stated": () => _("%(who)s stated a position on %(label)s."),
};

// The latest of these events, and how many more there are.
export function said(events, label) {
  const last = events.at(-1);
  const who = last.party ? `${last.actor} (${last.party})` : last.actor;
  const words = (WORDS[last.kind]?.() ?? _("%(who)s has done something about %(label)s."))
    .replace("%(who)s", who)
    .replace("%(label)s", label ?? _("the plan"));
  const more = events.length - 1;
  return more ? `${words} ${ngettext("And %(num)s more event.", "And %(num)s more events.", more)}` : words;
}
