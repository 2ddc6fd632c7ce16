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
  const changed = report.sentences.map((sentence) => make("p", { className: "sentence" }, `${sentence}.`));
  return make("header", {}, title, make("p", { className: "facts" }, facts()), ...changed, since(), originFacts());
}

/** The difference to the run before, and the way to all runs, if there is a history. */
function since() {
  if (!report.since && !report.history) return null;
  const all = report.history && make("a", { href: report.history }, "All runs");
  return make("p", { className: "facts" }, report.since ? `${report.since}. ` : "", all || "");
}

/** Where the run comes from, folded under its most telling facts. */
function originFacts() {
  const { command, inventory, limit, roles, commit, user, versions } = report.origin || {};
  if (!command) return null;
  const short = [(roles || []).join(", "), (inventory || []).join(", "), limit && `limit ${limit}`, commit?.slice(0, 12), user].filter(Boolean);
  const all = list([["Command", make("code", {}, command)], ["Roles", (roles || []).join(", ")], ["Inventory", (inventory || []).join(", ")], ["Limit", limit],
    ["Commit", commit], ["User", user], ["Versions", Object.entries(versions || {}).map((pair) => pair.join(" ")).join(", ")]]);
  return make("details", { className: "origin" }, make("summary", {}, short.join(" \u00b7 ") || command), all);
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

// All resources of a type together: the heads above them tell a policy and a role of one name apart.
const TYPES = { oidc_provider: "OIDC providers", saml_provider: "SAML providers", managed_policy: "Policies", role: "Roles" };
const kinds = [...new Set([...Object.keys(TYPES), ...report.resources.map(({ type }) => type)])];
const columns = kinds.flatMap((kind) => report.resources.filter(({ type }) => type === kind));
const hasAccess = "access" in report.totals;
// The cells before those of the resources.
const firstCell = hasAccess ? 3 : 2;
const columnOf = new Map(columns.map((column, index) => [`${column.type}\n${column.name}`, index]));
const body = make("tbody");
const corners = [["corner", "Account"], ["corner-state", "State"], ...(hasAccess ? [["corner-state", "Access"]] : [])];

function tableHead() {
  const groups = make("tr", {}, ...corners.map(([className, text]) => make("th", { className, scope: "col", rowspan: "2" }, text)));
  const names = make("tr");
  for (const kind of kinds) {
    const those = columns.filter(({ type }) => type === kind);
    if (!those.length) continue;
    groups.append(make("th", { className: "first-of-type", scope: "colgroup", colspan: those.length }, TYPES[kind] ?? words(kind)));
    those.forEach(({ name }, index) => names.append(make("th", { className: `resource${index ? "" : " first-of-type"}`, scope: "col",
      title: `${noun(kind)} ${name}` }, make("span", {}, name))));
  }
  const widths = make("colgroup", {}, make("col", { className: "account" }), ...corners.slice(1).map(() => make("col", { className: "state" })),
    ...columns.map(() => make("col", { className: "resource" })));
  return [widths, make("thead", {}, groups, names)];
}

/** Which accounts come first: those that failed, those that break an assertion, those that change, and then the rest. */
function urgency({ state, access }) {
  if (["failed", "unreachable"].includes(state)) return 0;
  if (access === "violated") return 1;
  return ["unchanged", "skipped", "not_reached"].includes(state) && !["new", "unknown"].includes(access) ? REST : 2;
}

const REST = 3;
const rows = report.accounts.map((account, index) => {
  const cells = new Array(columns.length).fill(null);
  for (const resource of account.resources) cells[columnOf.get(`${resource.type}\n${resource.name}`)] = resource;
  const access = account.resources.filter((resource) => resource.access).map((resource) => resource.access.verdict);
  // The verdict "holds" or "none" means accounts in which nothing else was found.
  const verdicts = [account.access, ...access.filter((name) => !["holds", "none"].includes(name))].filter(Boolean);
  return { account, index, cells, urgency: urgency(account), access: new Set(verdicts.map(verdict)), element: null };
});
const byIndex = [...rows];
rows.sort((one, other) => one.urgency - other.urgency);
const rowOf = (cell) => byIndex[Number(cell.parentElement.dataset.index)];

/** The row of an account. Rows of the rest are made when they are first shown: most reports have many of them. */
function elementOf(row) {
  if (!row.element) addRows(row.urgency === REST ? rest : rows.filter((other) => other.urgency < REST));
  return row.element;
}

function addRows(those) {
  for (const row of those) {
    row.element ??= accountRow(row);
    row.element.hidden = row.urgency === REST;
  }
  body.append(...those.map((row) => row.element));
}

function accountRow({ account, index, cells }) {
  const below = [account.account_id === account.host ? null : account.account_id, account.ou].filter(Boolean).join("  ");
  const element = make("tr", { "data-index": index },
    make("th", { scope: "row", title: account.host }, make("b", {}, account.host), make("small", {}, below || "\u00a0"),
      make("span", { className: "narrow" }, label(account.state), account.access && " ", account.access && accessLabel(account.access))),
    make("td", { className: "of-account" }, label(account.state)));
  if (hasAccess) element.append(make("td", { className: "of-account" }, account.access ? accessLabel(account.access) : ""));
  element.append(...cells.map(resourceCell));
  return element;
}

function resourceCell(resource) {
  const cell = document.createElement("td");
  if (!resource) {
    cell.className = "none";
    return cell;
  }
  const state = known(resource.state);
  cell.className = `cell ${state}`;
  cell.textContent = kindOf(resource)?.[0] ?? MARKS[state];
  const found = resource.access?.findings.length ? verdict(resource.access.verdict) : null;
  if (found) cell.classList.add("with-access", `access-of-${found}`);
  cell.setAttribute("aria-label", found ? `${stateWords(resource)}, access: ${ACCESS[found][0]}` : stateWords(resource));
  return cell;
}

// ---- the rest, folded

const rest = rows.filter((row) => row.urgency === REST);
// Where nothing else happened, the accounts are all there is to see.
let unfolded = rest.length === rows.length;
const foldButton = make("button", { className: "fold", type: "button", "aria-expanded": "false" }, restWords());
const foldRow = make("tr", { className: "fold" }, make("td", { colspan: firstCell + columns.length }, foldButton));
foldButton.addEventListener("click", () => {
  unfolded = !unfolded;
  filter();
});

function restWords() {
  const states = [...new Set(rest.map((row) => row.account.state))];
  return states.map((state) => `${rest.filter((row) => row.account.state === state).length.toLocaleString("en")} ${words(state)}`).join(", ");
}

/** Make sure that the row of an account can be seen. */
function reveal(row) {
  if (!elementOf(row).hidden) return;
  if (row.urgency === REST) unfolded = true;
  if (isFiltering()) reset.click();
  else filter();
}

const isFiltering = () => pressed.size + pressedAccess.size > 0 || units.value !== "" || search.value.trim() !== "";

function filter() {
  const text = search.value.trim().toLowerCase();
  const unit = units.value;
  const filtering = isFiltering();
  let matching = 0;
  for (const row of rows) {
    const ou = (row.account.ou || "").split("/").filter(Boolean).join("/");
    const fits = (pressed.size === 0 || pressed.has(row.account.state))
      && (pressedAccess.size === 0 || [...pressedAccess].some((name) => row.access.has(name)))
      && (unit === "" || ou === unit || ou.startsWith(`${unit}/`))
      && (text === "" || haystack(row).includes(text));
    const visible = fits && (row.urgency < REST || filtering || unfolded);
    if (visible) elementOf(row);
    if (row.element) row.element.hidden = !visible;
    matching += fits;
  }
  foldRow.hidden = filtering || rest.length === 0 || rest.length === rows.length;
  foldButton.setAttribute("aria-expanded", String(unfolded));
  shown.textContent = `${matching.toLocaleString("en")} of ${count(rows.length, "account")}`;
  empty.hidden = matching > 0;
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
  do next = step > 0 ? next.nextElementSibling : next.previousElementSibling; while (next && (next.hidden || next === foldRow));
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
addRows(rows.filter((row) => row.urgency < REST));
body.append(foldRow);
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
const table = make("table", { className: "accounts", role: "grid", "aria-label": "Accounts and their resources" }, ...tableHead(), body);
document.body.append(heading(), make("div", { className: "tools", role: "search" }, chips, accessChips, search, units, reset, shown),
  make("main", {}, make("div", { className: "matrix" }, table, empty), overview, detail));
fillOverview();
filter();
followLink();
window.addEventListener("hashchange", followLink);
// A print has every account.
matchMedia("print").addEventListener("change", (event) => {
  if (!event.matches) return;
  unfolded = true;
  filter();
});
