/*
 * Copyright (c) 2026, leastpriv.aws contributors
 * GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A diff in the unified format: in one column or side by side, with the words that differ, and with context that unfolds.
 */

// Lines of context around a change that are always shown.
const CONTEXT = 3;
let sideBySide = false;

/** The lines of a diff, each with its kind. A line that replaces another has the part that differs from it. */
function diffLines(text) {
  const lines = text.split("\n").map((line) => ({ kind: kindOfLine(line), text: line }));
  let start = 0;
  while (start < lines.length) {
    const removed = runOf(lines, start, "remove");
    const added = runOf(lines, start + removed, "add");
    for (let index = 0; index < Math.min(removed, added); index += 1)
      markDifference(lines[start + index], lines[start + removed + index]);
    start += removed + added || 1;
  }
  return lines;
}

function kindOfLine(line) {
  if (line.startsWith("@@") || line.startsWith("--- before") || line.startsWith("+++ after")) return "place";
  return line.startsWith("+") ? "add" : line.startsWith("-") ? "remove" : "same";
}

function runOf(lines, start, kind) {
  let end = start;
  while (end < lines.length && lines[end].kind === kind) end += 1;
  return end - start;
}

/** Mark the words between the common beginning and the common end of two lines. */
function markDifference(old, changed) {
  const [before, after] = [old, changed].map((line) => line.text.slice(1).match(/\w+|\s+|./gsu) || []);
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  for (const [line, words] of [[old, before], [changed, after]]) {
    const from = 1 + words.slice(0, head).join("").length;
    line.marked = [from, from + words.slice(head, words.length - tail).join("").length];
  }
}

function lineElement(line, { kind = line?.kind } = {}) {
  if (!line) return make("span", { className: "blank" }, " ");
  const [from, to] = line.marked || [0, 0];
  const parts = to > from ? [line.text.slice(0, from), make("mark", {}, line.text.slice(from, to)), line.text.slice(to)] : [line.text || " "];
  return make("span", { className: kind }, ...parts);
}

/** The lines in pairs of old and new, as they stand side by side. */
function pairs(lines) {
  const paired = [];
  let start = 0;
  while (start < lines.length) {
    const removed = runOf(lines, start, "remove");
    const added = runOf(lines, start + removed, "add");
    for (let index = 0; index < Math.max(removed, added); index += 1)
      paired.push([index < removed ? lines[start + index] : null, index < added ? lines[start + removed + index] : null]);
    if (removed + added === 0) paired.push([lines[start], lines[start]]);
    start += removed + added || 1;
  }
  return paired;
}

/** Elements with the long runs of unchanged lines folded, each behind a button. */
function folded(entries, isSame, element) {
  const parts = [];
  let start = 0;
  while (start < entries.length) {
    let end = start;
    while (end < entries.length && isSame(entries[end])) end += 1;
    const [first, last] = [start === 0 ? start : start + CONTEXT, end === entries.length ? end : end - CONTEXT];
    if (last - first > 1) {
      parts.push(...entries.slice(start, first).map(element), unfolding(entries.slice(first, last).map(element)),
        ...entries.slice(last, end).map(element));
    } else {
      parts.push(...entries.slice(start, end).map(element));
    }
    if (end < entries.length) parts.push(element(entries[end]));
    start = end + 1;
  }
  return parts;
}

function unfolding(elements) {
  const button = make("button", { className: "unfold", type: "button" }, `Show ${count(elements.length, "unchanged line")}`);
  button.addEventListener("click", () => button.replaceWith(...elements));
  return button;
}

function diffBody(lines) {
  if (!sideBySide) {
    const parts = folded(lines, (line) => line.kind === "same", (line) => lineElement(line));
    return make("div", { className: "diff", tabindex: "0", role: "region", "aria-label": "Diff" }, ...parts);
  }
  const row = ([old, changed]) => make("div", { className: "pair" }, lineElement(old), lineElement(changed));
  const parts = folded(pairs(lines), ([old, changed]) => old === changed && old.kind === "same", row);
  return make("div", { className: "diff split", tabindex: "0", role: "region", "aria-label": "Diff, side by side" }, ...parts);
}

/** A diff with its buttons. A resource that did not exist before has no old side. */
function diff(text) {
  const lines = diffLines(text);
  const holder = make("div", {}, diffBody(lines));
  const toggle = make("button", { className: "plain", type: "button", id: "split", "aria-pressed": String(sideBySide) }, "Side by side");
  toggle.addEventListener("click", () => {
    sideBySide = !sideBySide;
    toggle.setAttribute("aria-pressed", String(sideBySide));
    holder.replaceChildren(diffBody(lines));
  });
  return make("div", {}, make("div", { className: "buttons" }, toggle, copyButton("Copy diff", () => text)), holder);
}

/** A button that copies a text, where the browser lets a page do that. */
function copyButton(label, text) {
  const button = make("button", { className: "plain copy", type: "button" }, label);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(text()).then(
      () => { button.textContent = "Copied"; },
      () => { button.textContent = "Cannot copy"; },
    );
  });
  return button;
}
