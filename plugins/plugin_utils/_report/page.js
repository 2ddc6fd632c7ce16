/*
 * Copyright (c) 2026, leastpriv.aws contributors
 * GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page: its heading, the filters, and the table with accounts down and resources across.
 */

// ---- heading and filters

function facts() {
  const parts = [];
  if (report.started) parts.push(report.started.replace("T", " ").replace("+00:00", " UTC"));
  parts.push(duration(report.seconds), count(report.accounts.length, "account"), count(report.resources.length, "resource"));
  if (report.waves.length > 1) parts.push(count(report.waves.length, "wave"));
  return parts.join(" \u00b7 ");
}

function heading() {
  const title = make("h1", {}, `Rollout of ${report.playbook}`);
  if (report.check_mode) title.append(make("span", { className: "badge" }, "check mode: nothing was changed"));
  if (report.interrupted) title.append(make("span", { className: "badge bad" }, "interrupted"));
  if (report.waves.some((wave) => wave.stopped) && !report.interrupted)
    title.append(make("span", { className: "badge bad" }, "stopped after failures"));
  const changes = report.sentences.map((sentence) => make("p", { className: "sentence" }, `${sentence}.`));
  return make("header", {}, title, make("p", { className: "facts" }, facts()), ...changes);
}

const chips = make("fieldset", { className: "states" }, make("legend", {}, "Filter accounts by state"));
const accessChips = make("fieldset", { className: "states" }, make("legend", {}, "Filter accounts by access"));
const pressed = new Set();
const pressedAccess = new Set();

function addStateChip(state) {
  const number = rows.filter((row) => row.account.state === state).length;
  if (number) chips.append(chip({ "data-state": state }, state, pressed, report.totals, number, mark(state), words(state)));
}

function addAccessChip(name) {
  const number = rows.filter((row) => row.access.has(name)).length;
  if (number) accessChips.append(chip({ "data-access": name }, name, pressedAccess, report.totals.access, number, accessLabel(name)));
}

/** A button that filters accounts: one more value, or one less, of those that are pressed. */
function chip(attributes, value, values, totals, number, ...labels) {
  const title = `${count(totals.accounts[value] ?? 0, "account")}, ${count(totals.resources[value] ?? 0, "resource")}`;
  const button = make("button", { className: "chip", type: "button", "aria-pressed": "false", title, ...attributes },
    ...labels, make("b", {}, number.toLocaleString("en")));
  button.addEventListener("click", () => {
    if (!values.delete(value)) values.add(value);
    button.setAttribute("aria-pressed", String(values.has(value)));
    filter();
  });
  return button;
}

const search = make("input", { type: "search", placeholder: "Account, resource, message", "aria-label": "Search", id: "search" });
const units = make("select", { id: "ou", "aria-label": "Organizational unit" }, make("option", { value: "" }, "All organizational units"));
const paths = new Set();
for (const { ou } of report.accounts) {
  // A unit is selected with each unit above it.
  const steps = (ou || "").split("/").filter(Boolean);
  steps.forEach((_, index) => paths.add(steps.slice(0, index + 1).join("/")));
}
for (const path of [...paths].sort()) units.append(make("option", { value: path }, path));
units.hidden = paths.size === 0;
const reset = make("button", { className: "plain", type: "button", id: "reset" }, "Show all");
const shown = make("output", { className: "shown", id: "shown" });

/** The text of an account that a search looks at, built by the first search. */
function haystack(row) {
  if (row.text === undefined) {
    const account = row.account;
    const parts = [account.host, account.account_id, account.name, account.ou];
    for (const failure of account.failures) parts.push(failure.task, failure.message);
    for (const resource of account.resources) {
      if (resource.state === "unchanged" || resource.state === "not_reached") continue;
      parts.push(resource.name, resource.message);
      for (const action of resource.actions || []) parts.push(action.operation, action.summary);
      for (const change of resource.changes || []) parts.push(change.summary);
    }
    for (const { name, surveys, access } of account.resources) {
      for (const drift of surveys || []) parts.push(name, ...drift.findings);
      for (const { subject, message } of access?.findings || []) parts.push(name, subject, message);
    }
    row.text = parts.filter(Boolean).join("\n").toLowerCase();
  }
  return row.text;
}

// ---- the table

const columns = report.resources;
const hasAccess = "access" in report.totals;
// The cells before those of the resources.
const firstCell = hasAccess ? 3 : 2;
const columnOf = new Map(columns.map((column, index) => [`${column.type}\n${column.name}`, index]));
const rows = [];
const body = make("tbody");

function tableHead() {
  const head = make("tr", {}, make("th", { className: "corner", scope: "col" }, "Account"),
    make("th", { className: "corner-state", scope: "col" }, "State"));
  columns.forEach((column, index) => {
    const title = `${noun(column.type)} ${column.name}`;
    const first = index > 0 && columns[index - 1].type !== column.type ? " first-of-type" : "";
    head.append(make("th", { className: `resource${first}`, scope: "col", title }, make("span", {}, column.name)));
  });
  if (hasAccess) head.children[1].after(make("th", { className: "corner-state", scope: "col" }, "Access"));
  const widths = make("colgroup", {}, make("col", { className: "account" }), make("col", { className: "state" }));
  if (hasAccess) widths.append(make("col", { className: "state" }));
  for (const _ of columns) widths.append(make("col", { className: "resource" }));
  return [widths, make("thead", {}, head)];
}

function accountRow(account, index) {
  const below = [account.account_id === account.host ? null : account.account_id, account.ou].filter(Boolean).join("  ");
  const element = make("tr", { "data-index": index },
    make("th", { scope: "row", title: account.host }, make("b", {}, account.host), make("small", {}, below || "\u00a0")),
    make("td", { className: "of-account" }, label(account.state)));
  if (hasAccess) element.append(make("td", { className: "of-account" }, account.access ? accessLabel(account.access) : ""));
  const cells = new Array(columns.length).fill(null);
  for (const resource of account.resources) cells[columnOf.get(`${resource.type}\n${resource.name}`)] = resource;
  for (const resource of cells) {
    const cell = document.createElement("td");
    if (resource) {
      const state = known(resource.state);
      cell.className = `cell ${state}`;
      cell.textContent = kindOf(resource)?.[0] ?? MARKS[state];
      const found = resource.access?.findings.length ? verdict(resource.access.verdict) : null;
      if (found) cell.classList.add("with-access", `access-of-${found}`);
      cell.setAttribute("aria-label", found ? `${stateWords(resource)}, access: ${ACCESS[found][0]}` : stateWords(resource));
    } else {
      cell.className = "none";
    }
    element.append(cell);
  }
  const access = account.resources.filter((resource) => resource.access).map((resource) => resource.access.verdict);
  // The verdict "holds" or "none" means accounts in which nothing else was found.
  const verdicts = [account.access, ...access.filter((name) => !["holds", "none"].includes(name))].filter(Boolean);
  return { account, element, cells, access: new Set(verdicts.map(verdict)) };
}

function filter() {
  const text = search.value.trim().toLowerCase();
  const unit = units.value;
  let visible = 0;
  for (const row of rows) {
    const ou = (row.account.ou || "").split("/").filter(Boolean).join("/");
    const fits = (pressed.size === 0 || pressed.has(row.account.state))
      && (pressedAccess.size === 0 || [...pressedAccess].some((name) => row.access.has(name)))
      && (unit === "" || ou === unit || ou.startsWith(`${unit}/`))
      && (text === "" || haystack(row).includes(text));
    row.element.hidden = !fits;
    visible += fits;
  }
  shown.textContent = `${visible.toLocaleString("en")} of ${count(rows.length, "account")}`;
  empty.hidden = visible > 0;
  placeTabStop();
}

// ---- keyboard: the table is one tab stop, arrow keys move within it

let tabStop = null;

function focusable(cell) {
  return cell && (cell.tagName === "TH" || cell.classList.contains("cell")) ? cell : null;
}

function moveTabStop(cell) {
  if (tabStop) tabStop.removeAttribute("tabindex");
  tabStop = cell;
  if (cell) cell.setAttribute("tabindex", "0");
}

function placeTabStop() {
  if (tabStop && !tabStop.closest("tr").hidden) return;
  moveTabStop(body.querySelector("tr:not([hidden]) > th"));
}

function sibling(row, step) {
  let next = row;
  do next = step > 0 ? next.nextElementSibling : next.previousElementSibling; while (next && next.hidden);
  return next;
}

function neighbour(cell, key) {
  const row = cell.parentElement;
  if (key === "Home") return row.firstElementChild;
  if (key === "End") return [...row.children].reverse().find(focusable);
  if (key === "ArrowUp" || key === "ArrowDown") {
    const next = sibling(row, key === "ArrowDown" ? 1 : -1);
    return next && (focusable(next.children[cell.cellIndex]) || next.firstElementChild);
  }
  let next = cell;
  do next = key === "ArrowRight" ? next.nextElementSibling : next.previousElementSibling; while (next && !focusable(next));
  return next;
}

body.addEventListener("keydown", (event) => {
  const cell = focusable(event.target);
  if (!cell) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    open(cell);
  } else if (["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
    event.preventDefault();
    const next = neighbour(cell, event.key);
    if (next) {
      moveTabStop(next);
      next.focus();
    }
  }
});

body.addEventListener("click", (event) => {
  const cell = focusable(event.target.closest("th, td"));
  if (cell) open(cell);
});

// ---- start

const empty = make("p", { className: "empty" }, report.accounts.length ? "No account matches." : "This rollout has no accounts.");
report.accounts.forEach((account, index) => {
  const row = accountRow(account, index);
  rows.push(row);
  body.append(row.element);
});
Object.keys(MARKS).forEach(addStateChip);
Object.keys(ACCESS).forEach(addAccessChip);
accessChips.hidden = !hasAccess;
let waiting = 0;
search.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(filter, 80);
});
units.addEventListener("change", filter);
reset.addEventListener("click", () => {
  pressed.clear();
  pressedAccess.clear();
  for (const button of document.querySelectorAll("button.chip")) button.setAttribute("aria-pressed", "false");
  search.value = "";
  units.value = "";
  filter();
});
const table = make("table", { className: "accounts", "aria-label": "Accounts and their resources" }, ...tableHead(), body);
document.body.append(heading(), make("div", { className: "tools", role: "search" }, chips, accessChips, search, units, reset, shown),
  make("main", {}, make("div", { className: "matrix" }, table, empty), detail));
filter();
