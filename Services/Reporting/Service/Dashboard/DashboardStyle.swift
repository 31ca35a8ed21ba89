/// The dashboard's own style, beside Bootstrap's.
enum DashboardStyle {
  static let text = #"""
    :root {
      --ink: #1d2733; --muted: #64707d; --line: #dde2e8; --paper: #fff; --ground: #f3f5f7; --accent: #1f4e79;
      --bs-body-font-family: system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB",
        "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Micro Hei", sans-serif;
    }
    body { background: var(--ground); color: var(--ink); font: 14px/1.45 var(--bs-body-font-family); }
    h2 { font-size: 14px; font-weight: 600; margin: 0; }
    .top { display: flex; align-items: center; gap: 24px; padding: 0 20px; height: 52px; background: var(--accent); }
    .brand { color: #fff; font-weight: 600; font-size: 17px; letter-spacing: .2px; white-space: nowrap; }
    .brand span { font-weight: 400; opacity: .8; margin-left: 8px; font-size: 14px; }
    .find { position: relative; flex: 1; max-width: 460px; margin-left: auto; }
    .find input { border-color: transparent; }
    .found { position: absolute; z-index: 20; top: 100%; left: 0; right: 0; margin-top: 4px; background: var(--paper);
      border: 1px solid var(--line); border-radius: 6px; box-shadow: 0 8px 24px rgba(20, 35, 55, .16);
      max-height: 60vh; overflow: auto; }
    .found button { display: flex; gap: 12px; align-items: baseline; width: 100%; padding: 7px 12px; border: 0;
      background: none; text-align: left; border-bottom: 1px solid var(--line); }
    .found button:hover, .found button:focus-visible { background: #eef3f8; outline: 0; }
    .found b { font-weight: 600; }
    .found span { color: var(--muted); font-size: 13px; }
    .found span:last-child { margin-left: auto; }
    .found p { margin: 0; padding: 8px 12px; color: var(--muted); }
    .language { color: #fff; text-decoration: none; opacity: .9; white-space: nowrap; }
    .language:hover { color: #fff; opacity: 1; text-decoration: underline; }

    .filters { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 14px; padding: 9px 20px;
      background: var(--paper); border-bottom: 1px solid var(--line); position: sticky; top: 0; z-index: 10; }
    .filters label { display: flex; align-items: center; gap: 6px; color: var(--muted); margin: 0;
      white-space: nowrap; }
    .filters input { width: 138px; }
    .btn-group .btn { --bs-btn-border-color: #ced4da; }
    .freshness { margin-left: auto; color: var(--muted); font-size: 12.5px; text-align: right; }
    .badge-provisional { display: inline-block; background: #fff3d6; color: #7a5200; border: 1px solid #f0d48a;
      border-radius: 4px; padding: 0 6px; margin-left: 8px; }

    main { padding: 14px 20px 28px; max-width: 1680px; margin: 0 auto; }
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 12px;
      margin-bottom: 12px; min-height: 84px; }
    .figure { background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 10px 14px;
      text-align: left; }
    .figure:hover, .figure:focus-visible { border-color: var(--accent); outline: 0; }
    .figure small { display: block; color: var(--muted); font-size: 13px; }
    .figure strong { display: block; font-size: 23px; line-height: 1.3; font-weight: 600; white-space: nowrap;
      font-variant-numeric: tabular-nums; }
    .figure em { font-style: normal; color: var(--muted); font-size: 12.5px; }

    h2.part { font-size: 15px; color: var(--muted); margin: 20px 2px 8px; }
    .panels { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 12px; }
    .panel { background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 11px 14px 12px;
      min-width: 0; }
    .wide { grid-column: 1 / -1; }
    .panel-head { display: flex; justify-content: space-between; align-items: baseline; margin-bottom: 6px; }
    .csv { font-size: 12.5px; color: var(--muted); text-decoration: none; }
    .csv:hover { color: var(--accent); text-decoration: underline; }
    .chart { position: relative; height: 236px; }
    .grid { overflow: auto; max-height: 340px; margin-top: 8px; }
    .wide > .grid { margin-top: 0; max-height: none; }
    .wide > .grid table { table-layout: fixed; }
    .beside .panel-body { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 18px; }
    .beside .chart { height: 300px; }
    .beside .grid { max-height: 300px; margin-top: 0; }
    table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th { font-weight: 500; color: var(--muted); font-size: 12.5px; text-align: right; padding: 4px 8px;
      border-bottom: 1px solid #c9d0d8; white-space: nowrap; background: var(--paper); position: sticky; top: 0; }
    td { text-align: right; padding: 0 8px; border-bottom: 1px solid #edf0f3; white-space: nowrap; height: 29px; }
    th:first-child, td:first-child { text-align: left; padding-left: 2px; }
    td.text, th.text { text-align: left; }
    td.wrap { white-space: normal; min-width: 220px; }
    tbody tr:hover { background: #f6f9fc; }
    tfoot td { font-weight: 600; border-top: 1px solid #c9d0d8; border-bottom: 0; background: var(--paper);
      position: sticky; bottom: 0; }
    td code { color: var(--muted); font-size: 12px; margin-left: 6px; }
    td.zero button, td.zero { color: #a8b0b9; }
    .cell { border: 0; background: none; padding: 2px 4px; margin: 0 -4px; border-radius: 3px; color: inherit;
      font: inherit; }
    .cell:hover, .cell:focus-visible { background: #dfeaf5; color: var(--accent); outline: 0; }
    .hint, .empty { color: var(--muted); font-size: 12.5px; margin: 12px 2px 0; }

    dialog { border: 1px solid var(--line); border-radius: 8px; padding: 0; width: min(1080px, calc(100vw - 48px));
      max-height: calc(100vh - 64px); box-shadow: 0 18px 60px rgba(20, 35, 55, .3); color: var(--ink); }
    dialog::backdrop { background: rgba(24, 36, 50, .45); }
    .sheet-head { display: flex; justify-content: space-between; align-items: center; padding: 12px 18px;
      border-bottom: 1px solid var(--line); position: sticky; top: 0; background: var(--paper); z-index: 2; }
    .sheet-head h2 { font-size: 16px; }
    .sheet-body { padding: 14px 18px 18px; }
    .sheet-body h3 { font-size: 13px; font-weight: 600; color: var(--muted); margin: 16px 0 4px; }
    .sum { display: flex; flex-wrap: wrap; gap: 4px 28px; margin: 0 0 10px; }
    .sum div { color: var(--muted); }
    .sum b { color: var(--ink); font-weight: 600; margin-left: 6px; }
    .identity { font-family: ui-monospace, "SF Mono", Consolas, "Noto Sans Mono CJK SC", monospace; font-size: 12px;
      color: var(--muted); }
    .profile { display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: 8px 24px; margin: 0; }
    .profile dt { color: var(--muted); font-weight: 400; font-size: 12.5px; }
    .profile dd { margin: 0; }
    @media (max-width: 900px) {
      .panels, .beside .panel-body { grid-template-columns: minmax(0, 1fr); }
      .top { gap: 12px; padding: 0 12px; }
      .brand span { display: none; }
      .filters { position: static; }
      main, .filters { padding-left: 12px; padding-right: 12px; }
      .freshness { margin-left: 0; text-align: left; }
    }
    """#
}
