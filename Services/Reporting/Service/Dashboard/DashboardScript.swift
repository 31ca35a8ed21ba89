/// The dashboard's script: fetches the reports and the customers' cards, draws them, and asks what is behind a figure.
enum DashboardScript {
  static let text = #"""
    "use strict";
    const chinese = document.documentElement.lang.startsWith("zh");
    const language = chinese ? "zh-CN" : "en";
    const say = (zh, en) => (chinese ? zh : en);
    const byId = (id) => document.getElementById(id);
    const ink = { navy: "#1f4e79", teal: "#3a9188", amber: "#e0a03c", line: "#e6eaee", text: "#64707d" };

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

    async function get(path, parameters = {}, signal) {
      const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
      const answer = await fetch(query.toString() ? `${path}?${query}` : path, {
        headers: { Accept: "application/json", "Accept-Language": language }, signal });
      if (answer.status === 401) {
        location.assign("/login");
        throw new Error("401");
      }
      const body = await answer.json();
      if (!answer.ok) {
        throw new Error((body.errors?.map((one) => one.detail) ?? [body.detail ?? body.title]).join(" "));
      }
      return body;
    }

    function complain(error) {
      if (error.name === "AbortError") return;
      byId("problem").textContent = error.message;
      byId("problem").hidden = false;
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
      for (const link of document.querySelectorAll("a.csv")) {
        const parameters = new URLSearchParams(Object.entries(filters()).filter(([, value]) => value));
        const panel = link.dataset.panel;
        if (panel !== "leads") parameters.set("groupBy", panel);
        link.href = `/v1/reports/${panel === "leads" ? "lead-sources" : "sales"}.csv?${parameters}`;
      }
    }

    // ---- Charts

    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = 12;
    Chart.defaults.color = ink.text;
    Chart.defaults.animation = false;
    Chart.defaults.maintainAspectRatio = false;
    const charts = new Map();

    /// Bars by row; the longer words stand at the side.
    function bars(name, report, columns, { sideways = false } = {}) {
      const base = report.totals.currency;
      let rows = report.rows.filter((row) => !base || row.currency === base);
      const key = report.columns[0].name;
      if (sideways) {
        rows = [...rows].sort((a, b) => b[columns[0]].amount - a[columns[0]].amount).slice(0, 10);
      }
      const labels = rows.map((row) => row.label ?? row[key]);
      const colours = [ink.navy, ink.teal, ink.amber];
      const datasets = columns.map((column, index) => ({
        label: report.columns.find((one) => one.name === column).label, backgroundColor: colours[index],
        data: rows.map((row) => (isMoney(row[column]) ? whole(row[column]) : row[column])),
        maxBarThickness: sideways ? 18 : 34, categoryPercentage: 0.72, barPercentage: 0.9 }));
      const holdsMoney = rows.some((row) => isMoney(row[columns[0]]));
      const figures = { beginAtZero: true, grid: { color: ink.line, drawBorder: false },
        ticks: { maxTicksLimit: 6, precision: 0, callback: (value) => short(value) } };
      const words = { grid: { display: false }, ticks: { autoSkip: !sideways, maxRotation: name === "month" ? 0 : 50 } };
      const options = {
        indexAxis: sideways ? "y" : "x",
        scales: sideways ? { x: figures, y: words } : { y: figures, x: words },
        plugins: {
          legend: { display: columns.length > 1, position: "top", align: "end", labels: { boxWidth: 10, boxHeight: 10 } },
          tooltip: { callbacks: { label: (item) => {
            const cell = rows[item.dataIndex][columns[item.datasetIndex]];
            return ` ${item.dataset.label}  ${holdsMoney ? money(cell) : count(cell)}`;
          } } } },
        onHover: (event, items) => { event.native.target.style.cursor = items.length ? "pointer" : "default"; },
        onClick: (_, items) => {
          if (items.length) explain(report, rows[items[0].index], columns[items[0].datasetIndex]);
        } };
      charts.get(name)?.destroy();
      charts.set(name, new Chart(byId(`${name}-chart`), { type: "bar", data: { labels, datasets }, options }));
    }

    // ---- Tables

    function table(place, report) {
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
          onclick: () => explain(report, row, column.name) }, shown(row[column.name]));
        return make("td", { class: isZero(row[column.name]) ? "zero" : "" }, button);
      };
      const code = (row) => (row.label && key.name === "key" && row[key.name] !== "none"
        ? make("code", {}, row[key.name]) : null);
      const rows = report.rows.map((row) => make("tr", {},
        make("td", {}, row.label ?? row[key.name], code(row)),
        ...rest.map((column) => cell(row, column)), ...rates(row)));
      const totals = [report.totals, ...(report.furtherTotals ?? [])].map((total) => make("tr", {},
        make("td", {}, say("合计", "Total")), ...rest.map((column) => cell(total, column)), ...rates(total)));
      byId(place).replaceChildren(rows.length
        ? make("table", {}, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows),
          make("tfoot", {}, ...totals))
        : make("p", { class: "empty" }, say("该期间没有数据。", "Nothing in this period.")));
    }

    function figures(leads, sales) {
      const of = leads.totals;
      const tile = (label, value, note, report, column) => make(
        "button", { class: "figure", type: "button", onclick: () => explain(report, report.totals, column) },
        make("small", {}, label), make("strong", {}, value), make("em", {}, note));
      const round = { maximumFractionDigits: 0 };
      byId("figures").replaceChildren(
        tile(say("线索", "Leads"), count(of.leads), say("期间内获取", "captured in the period"), leads, "leads"),
        tile(say("符合画像", "In profile"), count(of.inProfile),
          say(`占线索 ${share(of.inProfile, of.leads)}`, `${share(of.inProfile, of.leads)} of leads`), leads, "inProfile"),
        tile(say("成交", "Won"), count(of.won),
          say(`成交率 ${share(of.won, of.leads)}`, `${share(of.won, of.leads)} of leads`), leads, "won"),
        tile(say("成交金额", "Won amount"), money(of.wonAmount, round), say("来自这些线索", "from these leads"),
          leads, "wonAmount"),
        tile(say("签约金额", "Signed"), money(sales.totals.signed, round),
          say("含变更与取消", "net of cancellations"), sales, "signed"),
        tile(say("订单", "Orders"), count(sales.totals.orders), say("签订减取消", "signed less cancelled"), sales, "orders"));
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
        report.provisional ? make("span", { class: "badge-provisional",
          title: say("最慢的来源尚未报告到该日", "The slowest source has not told that far yet") },
        say("暂定", "provisional")) : "");
    }

    // ---- Refreshing

    let running;
    async function refresh() {
      running?.abort();
      running = new AbortController();
      const { signal } = running;
      remember();
      try {
        const [leads, ...sales] = await Promise.all([
          get("/v1/reports/lead-sources", filters(), signal),
          ...["month", "salesperson", "shop"].map((groupBy) => get(
            "/v1/reports/sales", { ...filters(), groupBy }, signal))]);
        byId("problem").hidden = true;
        figures(leads, sales[0]);
        freshness(leads);
        bars("leads", leads, ["leads", "valid", "won"]);
        bars("amounts", leads, ["wonAmount"], { sideways: true });
        table("leads-table", leads);
        for (const report of sales) {
          if (report.groupBy !== "month") report.rows.sort((a, b) => b.signed.amount - a.signed.amount);
          bars(report.groupBy, report, ["signed"], { sideways: report.groupBy !== "month" });
          table(`${report.groupBy}-table`, report);
        }
      } catch (error) {
        complain(error);
      }
    }

    // ---- The sheet: what is behind a figure, and a customer's card

    const sheet = byId("sheet");
    byId("close").addEventListener("click", () => sheet.close());
    sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });
    sheet.addEventListener("close", () => {
      if (location.hash) history.replaceState(null, "", `${location.pathname}${location.search}`);
    });
    function open(title, ...content) {
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
            title: say("打开客户卡片", "Open the customer's card"), onclick: () => card(event.customerId) }, event.text)),
          identity(event), make("td", {}, shown(event.amount ?? event.count))));
        const more = found.events.length - most;
        open(`${row.label ?? row[key] ?? say("合计", "Total")} · ${head.label}`,
          make("div", { class: "sum" }, pair(say("数值", "Figure"), shown(found.value)),
            pair(say("事件", "Events"), count(found.events.length)), pair(say("统计日", "As of"), found.asOf)),
          make("p", { class: "hint" }, head.definition),
          rows.length ? make("table", {},
            make("thead", {}, make("tr", {}, make("th", { class: "text" }, say("时间", "Time")),
              make("th", { class: "text" }, say("事件", "Event")), identityHead(),
              make("th", {}, say("贡献", "Adds")))),
            make("tbody", {}, ...rows),
            make("tfoot", {}, make("tr", {}, make("td", { colspan: 3 }, more > 0
              ? say(`合计(另有 ${count(more)} 条未列出)`, `Total (${count(more)} more not listed)`)
              : say("合计", "Total")), make("td", {}, shown(found.value)))))
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
            found.leads.map((lead) => [lead.capturedOn, lead.channelLabel, lead.stageLabel, lead.ownerName ?? lead.ownerId])));
        }
        if (found.orders.length) {
          parts.push(make("h3", {}, say("订单", "Orders")), lines(
            [say("单号", "Number"), say("签订日", "Signed"), say("销售", "Salesperson"), say("门店", "Shop"),
              say("金额", "Total"), say("状态", "State")],
            found.orders.map((order) => [order.number, order.signedOn, order.salespersonName ?? order.salespersonId,
              order.shopName ?? order.shop, money(order.total),
              order.cancelledOn ? say(`${order.cancelledOn} 取消`, `cancelled ${order.cancelledOn}`) : ""])));
        }
        parts.push(make("h3", {}, say("时间线", "Timeline")), make("table", {},
          make("thead", {}, make("tr", {}, make("th", { class: "text" }, say("时间", "Time")),
            make("th", { class: "text" }, say("事件", "Event")), identityHead())), events));
        let cursor = first.nextCursor;
        if (cursor) {
          const button = make("button", { class: "btn btn-sm btn-outline-secondary mt-2", type: "button",
            onclick: async () => {
              const page = await get(`${path}/timeline`, { limit: "100", cursor }).catch(complain);
              if (!page) return;
              show(page);
              cursor = page.nextCursor;
              if (!cursor) button.remove();
            } }, say("更多", "More"));
          parts.push(button);
        }
        open(profile?.name ?? id, ...parts);
      } catch (error) {
        complain(error);
      }
    }

    // ---- Finding customers

    let typing;
    let asked = 0;
    async function find() {
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
      typing = setTimeout(find, 180);
    });
    byId("find").addEventListener("submit", (event) => {
      event.preventDefault();
      find();
    });
    document.addEventListener("click", (event) => {
      if (!byId("find").contains(event.target)) byId("found").hidden = true;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") byId("found").hidden = true;
    });

    refresh();
    setInterval(() => { if (!document.hidden && !sheet.open) refresh(); }, 60000);
    if (location.hash.startsWith("#customer=")) card(decodeURIComponent(location.hash.slice(10)));
    """#
}
