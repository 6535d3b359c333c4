/** Dark or light, as the reader chose; else as the device says. */

const KEY = "theme";
const darkDevice = matchMedia("(prefers-color-scheme: dark)");

export function startTheme() {
  const toggle = document.querySelector("[data-theme-toggle]");
  show(localStorage.getItem(KEY));
  toggle?.addEventListener("click", () => choose(isDark() ? "light" : "dark"));
}

const isDark = () => (document.documentElement.dataset.theme ?? (darkDevice.matches ? "dark" : "light")) === "dark";

function choose(theme) {
  localStorage.setItem(KEY, theme);
  show(theme);
}

function show(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
}
