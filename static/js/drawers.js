// Outline and margin as drawers on narrow screens, and the account menu. Without scripts the links open the
// drawers by :target; with them, focus goes in and comes back, Escape closes, the address stays.
export function start(root) {
  for (const opener of root.querySelectorAll("[data-drawer]")) {
    const drawer = root.querySelector(opener.hash);
    if (!drawer) continue;
    opener.setAttribute("role", "button");
    opener.setAttribute("aria-expanded", "false");
    opener.setAttribute("aria-controls", drawer.id);
    const set = (open) => {
      drawer.classList.toggle("is-open", open);
      opener.setAttribute("aria-expanded", String(open));
      if (open) drawer.querySelector("[data-drawer-close]")?.focus();
    };
    // An address that names something in it leads there: #t-<comment>.
    const lead = () => {
      const place = location.hash.length > 1 && drawer.querySelector(`#${CSS.escape(location.hash.slice(1))}`);
      if (!place || !opener.getClientRects().length) return;
      set(true);
      place.focus({ preventScroll: true });
      place.scrollIntoView();
    };
    addEventListener("hashchange", lead);
    lead();
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      set(!drawer.classList.contains("is-open"));
    });
    opener.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      opener.click();
    });
    drawer.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || !drawer.classList.contains("is-open")) return;
      set(false);
      if (link.matches("[data-drawer-close]")) {
        event.preventDefault();
        opener.focus();
      }
    });
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !drawer.classList.contains("is-open")) return;
      set(false);
      opener.focus();
    });
    root.addEventListener("click", (event) => {
      if (drawer.classList.contains("is-open") && !drawer.contains(event.target) && !opener.contains(event.target)) {
        set(false);
      }
    });
  }
  for (const menu of root.querySelectorAll("details[data-menu]")) closeOutside(root, menu);
}

function closeOutside(root, menu) {
  root.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
