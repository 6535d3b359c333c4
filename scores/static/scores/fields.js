/** Where state meets the page: elements found by `data-field`, written as text and never as markup. */

export const field = (root, name) => root.querySelector(`[data-field="${name}"]`);

/** A text that does not change is not written: a reader may have selected it. */
export function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/** @param {Record<string, string>} texts by the name of their field; fields that the page does not have are left out */
export function writeAll(root, texts) {
  for (const [name, text] of Object.entries(texts)) write(field(root, name), text);
}

/** An attribute `data-…` that is there only while it has something to say. */
export function mark(element, name, value) {
  if (value === undefined || value === "" || value === false) delete element.dataset[name];
  else if (element.dataset[name] !== String(value)) element.dataset[name] = value;
}

/** A copy of what stands in the `<template>` of this id; null where this page has none. */
export function copyOf(id) {
  return document.getElementById(id)?.content.firstElementChild.cloneNode(true) ?? null;
}

/** Keep the children of `list` in the given order, and touch only those that are out of it. */
export function arrange(list, elements) {
  let place = list.firstElementChild;
  for (const element of elements) {
    if (element === place) place = place.nextElementSibling;
    else list.insertBefore(element, place);
  }
}
