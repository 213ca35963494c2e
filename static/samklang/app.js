// Every page works without this file. Ctrl/Cmd+K goes to the search box; a page with errors starts
// at its summary where the browser does not know `autofocus` on it.
const search = document.getElementById("site-search");
document.addEventListener("keydown", (event) => {
  if (search && event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

const summary = document.querySelector(".error-summary");
if (summary && document.activeElement !== summary) summary.focus();
