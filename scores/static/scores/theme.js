/** Dark or light, as the reader chose; else as the device says. No module: it has to be done before the first paint. */
(() => {
  const KEY = "theme";
  const root = document.documentElement;
  const darkDevice = matchMedia("(prefers-color-scheme: dark)");

  show(stored());
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-theme-toggle]")) choose(isDark() ? "light" : "dark");
  });

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : darkDevice.matches;
  }

  function show(theme) {
    if (theme) root.dataset.theme = theme;
  }

  function choose(theme) {
    show(theme);
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // a browser that stores nothing: the choice holds for this page
    }
  }

  function stored() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }
})();
