// The editor is loaded where one writes, and only there; until then, and where it cannot be, the plain field is there.
export async function start(root) {
  const box = root.querySelector("[data-editor]");
  if (box) await import(box.dataset.editor);
}
