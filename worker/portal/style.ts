/** The portal's one stylesheet: quiet paper, one accent, light and dark by the device's own setting. */
export const STYLE = `
:root{color-scheme:light dark;--paper:light-dark(#fdfdfb,#15181a);--field:light-dark(#fff,#101314);--ink:light-dark(#15191c,#eceae4);
--soft:light-dark(#586067,#a3abb1);--line:light-dark(#dfdfd8,#2e3438);--edge:light-dark(#878d92,#6f777d);
--accent:light-dark(#0a5c56,#62c7ba);--on-accent:light-dark(#fff,#0c1413);--bad:light-dark(#b0261d,#ff9184);
--bad-wash:light-dark(#fbefec,#2b1c1a);--good-wash:light-dark(#edf4ef,#18231d)}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 -apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;-webkit-text-size-adjust:100%}
header,main{max-width:720px;margin:0 auto;padding:0 20px}
header{display:flex;justify-content:space-between;align-items:center;gap:16px;padding-top:24px;padding-bottom:24px}
.brand{margin:0;font-weight:600}
nav{display:flex;gap:20px;align-items:center;font-size:14px}
main{padding-bottom:80px}
section{margin:0 0 56px}
h1{font-size:26px;line-height:1.25;font-weight:600;letter-spacing:-.01em;margin:8px 0 16px}
h1.quiet{font-size:16px;font-weight:400;color:var(--soft);margin:16px 0 8px;letter-spacing:0}
h2{font-size:14px;font-weight:600;margin:0 0 8px;color:var(--soft)}
p{margin:0 0 12px}
a{color:var(--accent);text-underline-offset:3px}
.figure{font-size:44px;line-height:1.15;font-weight:600;letter-spacing:-.02em;margin:0 0 8px;font-variant-numeric:tabular-nums}
.soft{color:var(--soft)}.small{font-size:14px}.bad{color:var(--bad)}
.narrow{max-width:440px;margin-top:48px}
.balance{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:flex-end;gap:24px 40px;padding-bottom:40px;border-bottom:1px solid var(--line)}
.balance p:last-child{margin:0}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(260px,1fr));gap:0 56px}
form{margin:0}
.top-up{display:flex;gap:12px;align-items:flex-end}.top-up input{width:130px;text-align:right}
.reload{display:grid;gap:14px;justify-items:start}
.row{display:flex;flex-wrap:wrap;gap:12px 24px;align-items:center}
label{display:block;font-size:14px;color:var(--soft)}
label.check{display:flex;gap:10px;align-items:center;font-size:16px;color:var(--ink)}
input:not([type=checkbox]):not([type=hidden]){display:block;margin-top:4px;height:42px;padding:0 12px;border:1px solid var(--edge);border-radius:5px;background:var(--field);color:var(--ink);font:inherit;font-variant-numeric:tabular-nums}
input[type=checkbox]{width:18px;height:18px;margin:0;accent-color:var(--accent)}
button,.button{display:inline-block;min-height:42px;padding:8px 18px;border:1px solid var(--accent);border-radius:5px;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:500;line-height:24px;text-decoration:none;cursor:pointer}
button.second,.button.second{background:transparent;color:var(--accent)}
button.plain{min-height:0;padding:0;border:0;background:none;color:var(--accent);text-decoration:underline;text-underline-offset:3px;font-weight:400}
button:hover,.button:hover{filter:brightness(1.08)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.notice{padding:12px 16px;border-radius:5px;background:var(--good-wash);margin:0 0 28px}
.notice.bad{background:var(--bad-wash)}form.notice{display:flex;flex-wrap:wrap;gap:12px 20px;align-items:center;justify-content:space-between}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:9px 0;text-align:left;vertical-align:baseline;border-bottom:1px solid var(--line);font-weight:400}
th+th,td+td,th+td{padding-left:16px}
thead th{font-size:13px;color:var(--soft)}
tfoot th,tfoot td{font-weight:600;border-bottom:0}
.number{text-align:right;white-space:nowrap}td.number.soft{white-space:normal}
h1+p.soft{margin-bottom:40px}
figure{margin:32px 0 20px}figcaption{font-size:14px;color:var(--soft);margin-bottom:10px}
svg{display:block;width:100%;height:96px}.bar{fill:var(--accent)}.bar.none{fill:var(--line)}
.axis{display:flex;justify-content:space-between;margin:6px 0 8px;font-size:13px;color:var(--soft)}
details{font-size:14px}summary{cursor:pointer;color:var(--accent);width:max-content}
.skip{position:absolute;left:-999px}.skip:focus{left:20px;top:8px;background:var(--paper);padding:4px 8px}
@media (max-width:480px){.figure{font-size:36px}.top-up{width:100%}.top-up label{flex:1}.top-up input{width:100%}}
`
