"use strict";
const chinese = document.documentElement.lang.startsWith("zh");
const language = chinese ? "zh-CN" : "en";
const say = (zh, en) => (chinese ? zh : en);
const byId = (id) => document.getElementById(id);
const ink = { navy: "#1f4e79", teal: "#3a9188", amber: "#e0a03c", red: "#b5533c", plum: "#6d4c7d", sky: "#6aa5c9",
  line: "#e6eaee", text: "#64707d" };

// ---- Words and figures

const digits = new Map();
function minorDigits(currency) {
  if (!digits.has(currency)) {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    digits.set(currency, format.resolvedOptions().maximumFractionDigits);
  }
  return digits.get(currency);
}
const whole = (money) => money.amount / 10 ** minorDigits(money.currency);
const count = (number) => new Intl.NumberFormat(language).format(number);
function money(value, options = {}) {
  const style = { style: "currency", currency: value.currency, currencyDisplay: "narrowSymbol", ...options };
  return new Intl.NumberFormat(language, style).format(whole(value));
}
const short = (value) => new Intl.NumberFormat(language, {
  notation: "compact", maximumFractionDigits: 1 }).format(value);
const share = (part, of) => (of ? new Intl.NumberFormat(language, {
  style: "percent", maximumFractionDigits: 1 }).format(part / of) : "–");
const isMoney = (cell) => cell !== null && typeof cell === "object";
const shown = (cell) => (isMoney(cell) ? money(cell) : typeof cell === "number" ? count(cell) : cell ?? "");
const decimal = (number) => new Intl.NumberFormat(language, { minimumFractionDigits: 2,
  maximumFractionDigits: 2 }).format(number);
const figure = (cell, column) => (cell === undefined ? "–" : column.type === "percent" ? `${decimal(cell)} %`
  : column.type === "score" ? decimal(cell) : shown(cell));
const isZero = (cell) => (isMoney(cell) ? cell.amount : cell) === 0;
const moment = (text) => new Date(text).toLocaleString(language, { hour12: false });

function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// ---- Fetching

/// The page itself leads to the sign-in, which goes on with the session where it can, and back here. A session goes on
/// once for each of its tokens, so pages that nobody looks at wait until somebody does.
function signInAgain() {
  if (document.visibilityState === "visible") location.reload();
  else document.addEventListener("visibilitychange", () => location.reload(), { once: true });
}

async function get(path, parameters = {}, signal) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  const answer = await fetch(query.toString() ? `${path}?${query}` : path, {
    headers: { Accept: "application/json", "Accept-Language": language }, signal });
  if (answer.status === 401) {
    signInAgain();
    throw new Error("401");
  }
  const body = await answer.json();
  if (!answer.ok) {
    const words = (body.errors?.map((one) => one.detail) ?? [body.detail ?? body.title]).join(" ");
    throw Object.assign(new Error(words), { status: answer.status });
  }
  return body;
}

/// Nothing, where a report is not for whoever looks: it is not for the role, or tells nothing in part.
function notForMe(error) {
  if (error.status !== 403) throw error;
  return null;
}

/// A button that shows the next page and goes after the last one; nothing where there is no next page.
function more(cursor, read, show) {
  const button = make("button", { class: "btn btn-sm btn-outline-secondary mt-2", type: "button",
    onclick: async () => {
      const page = await read(cursor).catch(complain);
      if (!page) return;
      show(page);
      cursor = page.nextCursor;
      if (!cursor) button.remove();
    } }, say("更多", "More"));
  return cursor ? [button] : [];
}

function complain(error) {
  if (error.name === "AbortError") return;
  byId("problem").textContent = error.message;
  byId("problem").hidden = false;
}

// ---- What the page shows: a report, what its rows are, and the columns of its chart. A report that may have a row for
// each customer comes in pages of `most` rows, the largest by a column first.

const panels = [
  { id: "leads", report: "lead-sources", columns: ["leads", "valid", "won"], table: "leads-table" },
  { id: "amounts", report: "lead-sources", columns: ["wonAmount", "received"], sideways: true, table: null },
  { id: "month", report: "sales", groupBy: "month", columns: ["signed", "delivered", "received"] },
  { id: "salesperson", report: "sales", groupBy: "salesperson", columns: ["signed"], sideways: true },
  { id: "shop", report: "sales", groupBy: "shop", columns: ["signed", "received"], sideways: true },
  { id: "aging", report: "receivables-aging", totals: true, most: 12, by: "total",
    columns: ["notDue", "days1to30", "days31to60", "days61to90", "days91to180", "over180"] },
  { id: "cash-month", report: "cash", groupBy: "month", columns: ["in", "out", "net"] },
  { id: "cash-method", report: "cash", groupBy: "method", columns: ["in", "out"], sideways: true },
  { id: "concentration", report: "receivables-concentration", columns: ["overdue", "total"], sideways: true,
    by: "total", most: 12 },
  { id: "expenses", report: "expenses", groupBy: "category", columns: ["amount"], sideways: true },
  { id: "commissions", report: "commissions", columns: ["accrued", "paid", "open"], sideways: true },
  { id: "source-to-cash", report: "source-to-cash", groupBy: "channel", columns: ["received", "net"], sideways: true },
  { id: "funnel", report: "funnel", groupBy: "stage", columns: ["entered", "current"],
    order: ["new", "contacted", "visited", "quoted", "won", "lost", "invalid"] },
  { id: "activities", report: "activities", groupBy: "salesperson", columns: ["phone", "im", "visit", "store"],
    stacked: true },
  { id: "campaigns", report: "campaigns", columns: ["cost", "received"], sideways: true },
  { id: "referrals", report: "referrals", columns: ["leads", "won"], by: "leads", most: 12, sideways: true },
  { id: "retention", report: "retention", groupBy: "month", columns: ["buyers", "returning"] },
  { id: "segments", report: "segments", groupBy: "segment", columns: ["members"], sideways: true },
  { id: "service-month", report: "after-sales", groupBy: "month", columns: ["installations", "problems", "requests"] },
  { id: "service-crew", report: "after-sales", groupBy: "crew", columns: ["installations", "problems"],
    sideways: true },
  { id: "quality", report: "quality", groupBy: "cause", columns: ["problems", "closed"] },
];

// ---- The panels' places: the page has their titles; head, chart and table come around these. A second chart of a
// report has neither links nor a table of its own.

for (const section of document.querySelectorAll("section[data-panel]")) {
  const { id, table } = panels.find((panel) => panel.id === section.dataset.panel);
  const title = section.querySelector("h2");
  const links = table === null ? [] : ["csv", "xlsx"].map((form) => make("a",
    { class: "file", "data-panel": id, "data-form": form, href: "#" }, form.toUpperCase()));
  const canvas = make("canvas", { id: `${id}-chart`, role: "img", "aria-label": title.textContent });
  const grid = table === undefined ? make("div", { class: "grid", id: `${id}-table` }) : null;
  section.append(make("div", { class: "panel-head" }, title, ...links),
    make("div", { class: "panel-body" }, make("div", { class: "chart" }, canvas), grid));
}

// ---- Filters, kept in the page's address

const fields = ["from", "to", "asOf"];
const filters = () => Object.fromEntries(fields.map((name) => [name, byId(name).value]));
for (const name of fields) {
  byId(name).value = new URLSearchParams(location.search).get(name) ?? "";
  byId(name).addEventListener("change", refresh);
}
for (const button of byId("presets").querySelectorAll("button")) {
  button.addEventListener("click", () => {
    const last = byId("asOf").value ? new Date(`${byId("asOf").value}T00:00`) : new Date();
    const first = new Date(last.getFullYear(), last.getMonth() - Number(button.dataset.months), 1);
    const month = String(first.getMonth() + 1).padStart(2, "0");
    byId("from").value = button.dataset.months === "" ? "" : `${first.getFullYear()}-${month}-01`;
    byId("to").value = "";
    refresh();
  });
}
function remember() {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(filters())) value ? query.set(name, value) : query.delete(name);
  history.replaceState(null, "", `${location.pathname}${query.toString() ? `?${query}` : ""}${location.hash}`);
  query.set("lang", chinese ? "en" : "zh");
  byId("language").href = `?${query}`;
  for (const link of document.querySelectorAll("a.file")) {
    const parameters = new URLSearchParams(Object.entries(filters()).filter(([, value]) => value));
    const { report, groupBy } = panels.find((one) => one.id === link.dataset.panel);
    if (groupBy) parameters.set("groupBy", groupBy);
    if (link.dataset.form === "xlsx") parameters.set("lang", chinese ? "zh" : "en");
    link.href = `/v1/reports/${report}.${link.dataset.form}?${parameters}`;
  }
}

// ---- Charts

Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
Chart.defaults.font.size = 12;
Chart.defaults.color = ink.text;
Chart.defaults.animation = false;
Chart.defaults.maintainAspectRatio = false;
const charts = new Map();

const size = (cell) => (isMoney(cell) ? whole(cell) : cell ?? 0);

/// Bars by row; the longer words stand at the side. With `totals`, a bar for each column of the totals.
function bars(panel, report) {
  const { id: name, sideways = false, stacked = false, totals = false } = panel;
  const columns = panel.columns.filter((column) => report.columns.some((one) => one.name === column));
  const head = (column) => report.columns.find((one) => one.name === column);
  const base = report.totals.currency;
  let rows = report.rows.filter((row) => !base || row.currency === base);
  const key = report.columns[0].name;
  if (sideways && !panel.by) rows = [...rows].sort((a, b) => size(b[columns[0]]) - size(a[columns[0]]));
  if (sideways) rows = rows.slice(0, 10);
  const labels = totals ? columns.map((column) => head(column).label) : rows.map((row) => row.label ?? row[key]);
  const colours = totals ? [ink.teal, ink.sky, ink.amber, "#d98b3a", "#c96a3b", ink.red]
    : [ink.navy, ink.teal, ink.amber, ink.plum];
  const datasets = totals
    ? [{ label: head("total").label, backgroundColor: colours,
      data: columns.map((column) => size(report.totals[column])), maxBarThickness: 46 }]
    : columns.map((column, index) => ({
      label: head(column).label, backgroundColor: colours[index], data: rows.map((row) => size(row[column])),
      maxBarThickness: sideways ? 18 : 34, categoryPercentage: 0.72, barPercentage: 0.9 }));
  const cellOf = (item) => (totals ? report.totals[columns[item.dataIndex ?? item.index]]
    : rows[item.dataIndex ?? item.index][columns[item.datasetIndex]]);
  const holdsMoney = columns.length && head(columns[0]).type === "money";
  const figures = { stacked, beginAtZero: true, grid: { color: ink.line, drawBorder: false },
    ticks: { maxTicksLimit: 6, precision: 0, callback: (value) => short(value) } };
  const words = { stacked, grid: { display: false }, ticks: { autoSkip: !sideways,
    maxRotation: panel.groupBy === "month" ? 0 : 50 } };
  const options = {
    indexAxis: sideways ? "y" : "x",
    scales: sideways ? { x: figures, y: words } : { y: figures, x: words },
    plugins: {
      legend: { display: datasets.length > 1, position: "top", align: "end", labels: { boxWidth: 10, boxHeight: 10 } },
      tooltip: { callbacks: { label: (item) => {
        const cell = cellOf(item);
        return ` ${item.dataset.label}  ${holdsMoney ? money(cell) : shown(cell)}`;
      } } } },
    onHover: (event, items) => { event.native.target.style.cursor = items.length ? "pointer" : "default"; },
    onClick: (_, items) => {
      if (!items.length) return;
      const at = items[0];
      totals ? explain(report, report.totals, columns[at.index])
        : explain(report, rows[at.index], columns[at.datasetIndex]);
    } };
  charts.get(name)?.destroy();
  charts.set(name, new Chart(byId(`${name}-chart`), { type: "bar", data: { labels, datasets }, options }));
}

// ---- Tables

function table(place, report, panel) {
  const [key, ...rest] = report.columns;
  const heads = report.columns.map((column) => make(
    "th", { scope: "col", title: column.definition, class: column.type === "text" ? "text" : "" }, column.label));
  if (key.name === "channel") heads.push(make("th", { scope: "col" }, say("有效率", "Valid %")),
    make("th", { scope: "col" }, say("成交率", "Won %")));
  const rates = (row) => (key.name !== "channel" ? [] : [
    make("td", {}, share(row.valid, row.leads)), make("td", {}, share(row.won, row.leads))]);
  const cell = (row, column) => {
    if (column.type === "text") return make("td", { class: "text" }, row[column.name]);
    const button = make("button", { class: "cell", type: "button", title: column.definition,
      onclick: () => explain(report, row, column.name) }, figure(row[column.name], column));
    return make("td", { class: isZero(row[column.name]) ? "zero" : "" }, button);
  };
  const code = (row) => (row.label && key.name === "key" && row[key.name] !== "none"
    ? make("code", {}, row[key.name]) : null);
  const name = (row) => (key.name === "customerId" || report.groupBy === "referrer"
    ? make("button", { class: "cell", type: "button", onclick: () => card(row[key.name]) }, row.label ?? row[key.name])
    : row.label ?? row[key.name]);
  const lines = (page) => page.rows.map((row) => make("tr", {},
    make("td", {}, name(row), key.name === "key" && report.groupBy === "referrer" ? null : code(row)),
    ...rest.map((column) => cell(row, column)), ...rates(row)));
  const totals = [report.totals, ...(report.furtherTotals ?? [])].map((total) => make("tr", {},
    make("td", {}, report.nextCursor ? say("合计（全部行）", "Total of all rows") : say("合计", "Total")),
    ...rest.map((column) => cell(total, column)), ...rates(total)));
  const body = make("tbody", {}, ...lines(report));
  byId(place).replaceChildren(report.rows.length
    ? make("table", {}, make("thead", {}, make("tr", {}, ...heads)), body, make("tfoot", {}, ...totals))
    : make("p", { class: "empty" }, say("该期间没有数据。", "Nothing in this period.")),
  ...more(report.nextCursor, (cursor) => read(panel, { cursor }), (page) => {
    body.append(...lines(page));
    // What is refreshed meanwhile keeps as many.
    panel.shown = Math.min(body.children.length, 500);
  }));
}

function figures(leads, sales, aging, cash) {
  const tile = (label, value, note, report, column) => make(
    "button", { class: "figure", type: "button", onclick: () => explain(report, report.totals, column) },
    make("small", {}, label), make("strong", {}, value), make("em", {}, note));
  const round = { maximumFractionDigits: 0 };
  const ofLeads = (of) => [
    tile(say("线索", "Leads"), count(of.leads), say("期间内获取", "captured in the period"), leads, "leads"),
    tile(say("符合画像", "In profile"), count(of.inProfile),
      say(`占线索 ${share(of.inProfile, of.leads)}`, `${share(of.inProfile, of.leads)} of leads`), leads, "inProfile"),
    tile(say("成交", "Won"), count(of.won),
      say(`成交率 ${share(of.won, of.leads)}`, `${share(of.won, of.leads)} of leads`), leads, "won"),
    tile(say("成交金额", "Won amount"), money(of.wonAmount, round), say("来自这些线索", "from these leads"),
      leads, "wonAmount")];
  const ofSales = () => [
    tile(say("签约金额", "Signed"), money(sales.totals.signed, round),
      say("含变更与取消", "net of cancellations"), sales, "signed"),
    tile(say("订单", "Orders"), count(sales.totals.orders), say("签订减取消", "signed less cancelled"), sales, "orders"),
    tile(say("已交付", "Delivered"), money(sales.totals.delivered, round), say("发货金额", "by delivery notes"),
      sales, "delivered")];
  const ofCash = () => [
    tile(say("收支净额", "Net cash"), money(cash.totals.net, round), say("收入减支出", "in less out"), cash, "net")];
  const ofAging = () => [
    tile(say("未收款", "Outstanding"), money(aging.totals.total, round),
      say(`另有未核销 ${money(aging.totals.unallocated, round)}`, `${money(aging.totals.unallocated, round)} unallocated`),
      aging, "total")];
  byId("figures").replaceChildren(...(leads ? ofLeads(leads.totals) : []), ...(sales ? ofSales() : []),
    ...(cash ? ofCash() : []), ...(aging ? ofAging() : []));
}

function freshness(report) {
  const positions = Object.entries(report.positions).sort()
    .map(([source, at]) => `${source} ${count(at.events)}`).join(" · ");
  const line = positions
    ? say(`已读事件：${positions}`, `Events read: ${positions}`)
    : say("尚未读到任何来源", "No source has been heard yet");
  const epochs = Object.entries(report.positions).map(([source, at]) => `${source}: ${at.epoch}`).join("\n");
  byId("freshness").replaceChildren(
    make("span", { title: epochs }, `${line} · ${say("截至", "as of")} ${report.asOf} · ${moment(report.knownAt)}`),
    report.scope === "all" ? "" : make("span", { class: "badge-provisional" },
      report.scope === "shop" ? say("仅本店", "own shop only") : say("仅本人", "own only")),
    report.provisional ? make("span", { class: "badge-provisional",
      title: say("最慢的来源尚未报告到该日", "The slowest source has not told that far yet") },
    say("暂定", "provisional")) : "");
}

// ---- Refreshing

const read = ({ report, groupBy, by, most, shown }, page, signal) => get(`/v1/reports/${report}`,
  { ...filters(), groupBy, largestFirst: by, limit: most && (page.cursor ? most : shown ?? most), ...page }, signal);

let running;
let answers = new Map();
const answered = new Set();
/// Reads and draws all, or what reports of these names are shown in.
async function refresh(names) {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  remember();
  const isOld = (key) => !names || names.has(key.split(" ")[0]) || !answered.has(key);
  const asked = new Map([...answers].filter(([key]) => !isOld(key)));
  answers = asked;
  const report = (panel) => {
    const key = `${panel.report} ${panel.groupBy ?? ""}`;
    if (!asked.has(key)) {
      answered.delete(key);
      const answer = read(panel, {}, signal);
      asked.set(key, answer);
      answer.then(() => { if (answers === asked) answered.add(key); }, () => {});
    }
    return asked.get(key);
  };
  const one = (id) => report(panels.find((panel) => panel.id === id));
  try {
    const [leads, sales, aging, cash] = await Promise.all(
      ["leads", "month", "aging", "cash-month"].map((id) => one(id).catch(notForMe)));
    byId("problem").hidden = true;
    figures(leads, sales, aging, cash);
    const first = leads ?? sales ?? aging ?? cash;
    if (first) freshness(first);
    for (const panel of panels) {
      if (seen.has(panel.id) && (!names || names.has(panel.report))) await draw(panel, report);
    }
    again = report;
  } catch (error) {
    complain(error);
  }
}

/// Panels further down are read and drawn when they come into sight.
const seen = new Set();
let again;
async function draw(panel, report) {
  const answer = await report(panel).catch(notForMe);
  const places = [`${panel.id}-chart`, ...(typeof panel.table === "string" ? [panel.table] : [])];
  for (const place of places) byId(place).closest("section").hidden = !answer;
  if (!answer) return;
  const found = { ...answer };
  found.rows = [...found.rows];
  if (panel.order) found.rows.sort((a, b) => panel.order.indexOf(a.key) - panel.order.indexOf(b.key));
  else if (panel.sideways && !panel.by) {
    found.rows.sort((a, b) => size(b[panel.columns[0]]) - size(a[panel.columns[0]]));
  }
  bars(panel, found);
  if (panel.table !== null) table(panel.table ?? `${panel.id}-table`, found, panel);
}
const sight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const panel = panels.find((one) => `${one.id}-chart` === target.id);
    if (!isIntersecting || !panel || seen.has(panel.id)) continue;
    seen.add(panel.id);
    if (again) draw(panel, again).catch(complain);
  }
}, { rootMargin: "400px" });
for (const panel of panels) sight.observe(byId(`${panel.id}-chart`));

// ---- The sheet: what is behind a figure, and a customer's card

const sheet = byId("sheet");
byId("close").addEventListener("click", () => sheet.close());
sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });
sheet.addEventListener("close", () => {
  if (location.hash) history.replaceState(null, "", `${location.pathname}${location.search}`);
});
function openSheet(title, ...content) {
  byId("sheet-title").textContent = title;
  byId("sheet-body").replaceChildren(...content);
  if (!sheet.open) sheet.showModal();
  sheet.scrollTop = 0;
}
const pair = (label, value) => make("div", {}, label, make("b", {}, value));
const identity = (event) => make("td", { class: "text identity",
  title: `${event.type}\n${say("纪元", "epoch")} ${event.epoch}\n${event.id}` },
  `${event.source} / ${event.epoch.slice(-8)} / ${event.stream} / ${event.number}`);
const identityHead = () => make("th", { class: "text" },
  say("来源 / 纪元 / 流 / 序号", "Source / epoch / stream / number"));

async function explain(report, row, column) {
  const key = report.columns[0].name;
  const head = report.columns.find((one) => one.name === column);
  try {
    const found = await get(`/v1/reports/${report.report}/explain`, {
      ...filters(), groupBy: report.groupBy, column, row: row[key], currency: row.currency });
    const most = 500;
    const rows = found.events.slice(0, most).map((event) => make("tr", {},
      make("td", { class: "text" }, moment(event.time)),
      make("td", { class: "text wrap" }, make("button", { class: "cell", type: "button",
        title: say("打开客户卡片", "Open the customer's card"),
        onclick: () => event.customerId && card(event.customerId) }, event.text)),
      identity(event), make("td", {}, shown(event.amount ?? event.count))));
    const more = found.events.length - most;
    openSheet(`${row.label ?? row[key] ?? say("合计", "Total")} · ${head.label}`,
      make("div", { class: "sum" }, pair(say("数值", "Figure"), figure(found.value, head)),
        pair(say("事件", "Events"), count(found.events.length)), pair(say("统计日", "As of"), found.asOf)),
      make("p", { class: "hint" }, head.definition),
      rows.length ? make("table", {},
        make("thead", {}, make("tr", {}, make("th", { class: "text" }, say("时间", "Time")),
          make("th", { class: "text" }, say("事件", "Event")), identityHead(),
          make("th", {}, say("贡献", "Adds")))),
        make("tbody", {}, ...rows),
        make("tfoot", {}, make("tr", {}, make("td", { colspan: 3 }, more > 0
          ? say(`合计(另有 ${count(more)} 条未列出)`, `Total (${count(more)} more not listed)`)
          : say("合计", "Total")), make("td", {}, figure(found.value, head)))))
        : make("p", { class: "empty" }, say("没有事件。", "No events.")));
  } catch (error) {
    complain(error);
  }
}

async function card(id) {
  try {
    const path = `/v1/customers/${encodeURIComponent(id)}`;
    const [found, first] = await Promise.all([get(path), get(`${path}/timeline`, { limit: "100" })]);
    location.hash = `customer=${encodeURIComponent(id)}`;
    const profile = found.profile;
    const where = profile && [profile.address.city, profile.address.community, profile.address.building,
      profile.address.room].filter(Boolean).join(" ");
    const entry = (label, value) => (value
      ? make("div", {}, make("dt", {}, label), make("dd", {}, value)) : null);
    const lines = (heads, rows) => make("table", {},
      make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { class: "text" }, head)))),
      make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((one) => make(
        "td", { class: "text" }, one ?? ""))))));
    const events = make("tbody", {});
    const show = (page) => events.append(...page.items.map((event) => make("tr", {},
      make("td", { class: "text" }, moment(event.time)), make("td", { class: "text wrap" }, event.text),
      identity(event))));
    show(first);
    const parts = [
      make("div", { class: "sum" },
        pair(say("签约合计", "Signed"), found.signed.map((one) => money(one)).join(" + ") || "–"),
        pair(say("订单", "Orders"), count(found.orders.length)), pair(say("线索", "Leads"), count(found.leads.length)),
        pair(say("跟进", "Activities"), count(found.activities))),
      make("dl", { class: "profile" }, entry(say("电话", "Phone"), profile?.phone),
        entry(say("微信", "WeChat"), profile?.wechat), entry(say("邮箱", "E-mail"), profile?.email),
        entry(say("地址", "Address"), where), entry(say("登记日", "Registered"), profile?.registeredOn),
        entry(say("编号", "Id"), make("span", { class: "identity" }, id)))];
    if (found.leads.length) {
      parts.push(make("h3", {}, say("线索", "Leads")), lines(
        [say("获取日", "Captured"), say("渠道", "Channel"), say("阶段", "Stage"), say("负责人", "Owner")],
        found.leads.map((lead) => [lead.capturedOn, lead.channelLabel, lead.stageLabel,
          lead.ownerName ?? lead.ownerId])));
    }
    if (found.orders.length) {
      parts.push(make("h3", {}, say("订单", "Orders")), lines(
        [say("单号", "Number"), say("签订日", "Signed"), say("销售", "Salesperson"), say("门店", "Shop"),
          say("金额", "Total"), say("状态", "State")],
        found.orders.map((order) => [order.number, order.signedOn, order.salespersonName ?? order.salespersonId,
          order.shopName ?? order.shop, money(order.total),
          order.cancelledOn ? say(`${order.cancelledOn} 取消`, `cancelled ${order.cancelledOn}`) : ""])));
    }
    const section = (title, heads, rows) => {
      if (rows.length) parts.push(make("h3", {}, title), lines(heads, rows));
    };
    const cash = (one) => (one ? money(one) : "");
    section(say("款项", "Money"), [say("应收", "Receivable"), say("已付", "Paid"), say("未付", "Open"),
      say("逾期", "Overdue"), say("未核销", "Unallocated")],
    found.money.map((one) => [cash(one.receivable), cash(one.paid), cash(one.open), cash(one.overdue),
      cash(one.unallocated)]));
    const states = { open: say("未付", "open"), "part-paid": say("部分已付", "part paid"), paid: say("已付", "paid"),
      cancelled: say("取消", "cancelled"), planned: say("待预约", "planned"), scheduled: say("已预约", "scheduled"),
      completed: say("完成", "completed"), requested: say("已提出", "requested"), assigned: say("已派工", "assigned"),
      paused: say("暂停", "paused"), resolved: say("已解决", "resolved"), confirmed: say("已确认", "confirmed") };
    section(say("应收款", "Receivables"), [say("名称", "Label"), say("到期日", "Due"), say("金额", "Amount"),
      say("未付", "Open"), say("状态", "State")],
    found.receivables.map((one) => [one.label, one.dueOn, cash(one.amount), cash(one.open), states[one.state]]));
    section(say("收款", "Receipts"), [say("单号", "Number"), say("日期", "Date"), say("方式", "Method"),
      say("金额", "Amount"), say("状态", "State")],
    found.receipts.map((one) => [one.number, one.receivedOn, one.method, cash(one.amount),
      one.reversedOn ? say(`${one.reversedOn} 冲回`, `reversed ${one.reversedOn}`) : ""]));
    section(say("发货", "Deliveries"), [say("单号", "Number"), say("日期", "Date"), say("金额", "Amount")],
      found.deliveries.map((one) => [one.number, one.deliveredOn, cash(one.amount)]));
    section(say("测量", "Measurements"), [say("日期", "Date"), say("设计师", "Designer"), say("变更", "Changed")],
      found.measurements.map((one) => [one.measuredOn, one.designerId, String(one.changed)]));
    section(say("安装", "Installations"), [say("状态", "State"), say("预约日", "Scheduled"), say("安装队", "Crew"),
      say("完成日", "Completed"), say("问题", "Problems"), say("评分", "Score")],
    found.installations.map((one) => [states[one.state], one.scheduledOn, one.crewId, one.completedOn,
      one.problems === undefined ? "" : String(one.problems), one.score === undefined ? "" : decimal(one.score)]));
    section(say("服务请求", "Service requests"), [say("单号", "Number"), say("提出日", "Requested"),
      say("内容", "About"), say("状态", "State"), say("收费", "Charge")],
    found.requests.map((one) => [one.number, one.requestedOn, one.description, states[one.state],
      cash(one.chargeable)]));
    section(say("提醒", "Reminders"), [say("事由", "Rule"), say("到期", "Due"), say("负责人", "Owner")],
      found.reminders.map((one) => [one.rule, one.dueOn, one.ownerId]));
    parts.push(make("h3", {}, say("时间线", "Timeline")), make("table", {},
      make("thead", {}, make("tr", {}, make("th", { class: "text" }, say("时间", "Time")),
        make("th", { class: "text" }, say("事件", "Event")), identityHead())), events));
    parts.push(...more(first.nextCursor, (cursor) => get(`${path}/timeline`, { limit: "100", cursor }), show));
    openSheet(profile?.name ?? id, ...parts);
  } catch (error) {
    complain(error);
  }
}

// ---- Finding customers

let typing;
let asked = 0;
async function findCustomers() {
  const text = byId("q").value.trim();
  const question = ++asked;
  if (!text) {
    byId("found").hidden = true;
    return;
  }
  try {
    const page = await get("/v1/customers", { q: text, limit: "12" });
    if (question !== asked) return;
    byId("found").replaceChildren(...(page.items.length
      ? page.items.map((customer) => make("button", { type: "button", onclick: () => {
        byId("found").hidden = true;
        card(customer.customerId);
      } }, make("b", {}, customer.name), make("span", {}, customer.phone),
      make("span", {}, [customer.city, customer.community].filter(Boolean).join(" "))))
      : [make("p", {}, say("没有找到。", "Nobody found."))]));
    byId("found").hidden = false;
  } catch (error) {
    complain(error);
  }
}
byId("q").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(findCustomers, 180);
});
byId("find").addEventListener("submit", (event) => {
  event.preventDefault();
  findCustomers();
});
document.addEventListener("click", (event) => {
  if (!byId("find").contains(event.target)) byId("found").hidden = true;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") byId("found").hidden = true;
});

refresh();
// What has changed is shown soon, but not more often than people can read. Without names, anything may have.
let due = false;
let changed = new Set();
let pausing = false;
function soon(names) {
  due = true;
  if (!names) changed = null;
  else if (changed) for (const name of names) changed.add(name);
  if (pausing || document.hidden || sheet.open) return;
  const now = changed;
  due = false;
  changed = new Set();
  pausing = true;
  refresh(now ?? undefined);
  setTimeout(() => { pausing = false; if (due) soon([]); }, 3000);
}
let opened = false;
const live = new EventSource("/v1/live");
live.addEventListener("reports", (event) => soon(JSON.parse(event.data).reports.map((one) => one.report)));
// While nobody listened, anything may have changed.
live.addEventListener("open", () => { if (opened) soon(); opened = true; });
document.addEventListener("visibilitychange", () => { if (due) soon([]); });
sheet.addEventListener("close", () => { if (due) soon([]); });
window.addEventListener("pagehide", () => live.close());
if (location.hash.startsWith("#customer=")) card(decodeURIComponent(location.hash.slice(10)));
