// Puts the chosen theme on the page before it is drawn, so that it never flashes in the other one.
const chosen = localStorage.getItem("dragoman-theme");
const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
