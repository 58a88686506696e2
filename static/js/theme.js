// Runs before the first paint, so that the chosen theme does not flash; and says that scripts are there.
{
  const root = document.documentElement;
  root.classList.add("js");
  let theme = null;
  try {
    theme = localStorage.getItem("poa:theme");
  } catch {
    // Storage is closed to us: the device's own theme stays.
  }
  if (theme) root.dataset.theme = theme;
}
