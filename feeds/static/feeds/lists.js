/** On a phone a row is a card without a head above it: each cell is given its column's name, which the style shows, and
 * one that says nothing is left out. */
for (const table of document.querySelectorAll("#result_list")) {
  const names = [...table.tHead.rows[0].cells].map((cell) => cell.querySelector(".text")?.textContent.trim() ?? "");
  for (const { cells } of table.tBodies[0].rows) {
    [...cells].forEach((cell, column) => {
      cell.dataset.name = names[column];
      cell.toggleAttribute("data-empty", ["-", "–"].includes(cell.textContent.trim()));
    });
  }
}
