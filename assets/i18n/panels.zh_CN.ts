<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AgesLabel</name>
    <message>
        <source>cases</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>vehicles</source>
        <translation>车辆</translation>
    </message>
    <message>
        <source>people</source>
        <translation>人员</translation>
    </message>
</context>
<context>
    <name>AlarmPanel</name>
    <message>
        <source>Alarm</source>
        <translation>报警</translation>
    </message>
    <message>
        <source>About</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Acknowledged</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Alarms</source>
        <translation>报警</translation>
    </message>
    <message>
        <source>Acknowledge</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>前往</translation>
    </message>
    <message>
        <source>{open} open · {waiting} to acknowledge · {rate} in 10 min</source>
        <translation>未解除 {open} · 待确认 {waiting} · 10 分钟 {rate} 条</translation>
    </message>
    <message>
        <source>No alarm</source>
        <translation>无报警</translation>
    </message>
    <message>
        <source>All quiet; events that ask for no act are not shown here.</source>
        <translation>一切平静；无须处置的事件不在此显示。</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>已发送</translation>
    </message>
</context>
<context>
    <name>AlarmRate</name>
    <message>
        <source>{n} alarms in 10 minutes; 1 is calm, 10 is a flood</source>
        <translation>10 分钟 {n} 条报警；1 平静，10 泛滥</translation>
    </message>
</context>
<context>
    <name>AttentionPanel</name>
    <message>
        <source>Needs attention</source>
        <translation>需要关注</translation>
    </message>
    <message>
        <source>first {shown} of {all}</source>
        <translation>{all} 件中前 {shown} 件</translation>
    </message>
    <message>
        <source>{all} cases</source>
        <translation>{all} 件</translation>
    </message>
    <message>
        <source>Nothing is late</source>
        <translation>没有超时案件</translation>
    </message>
    <message>
        <source>No open case has used 80 % of its limit.</source>
        <translation>在办案件均未用满时限的 80 %。</translation>
    </message>
    <message>
        <source>late {span}</source>
        <translation>超 {span}</translation>
    </message>
    <message>
        <source>{span} left</source>
        <translation>剩 {span}</translation>
    </message>
</context>
<context>
    <name>BroadcastPanel</name>
    <message>
        <source>Broadcast</source>
        <translation>喊话</translation>
    </message>
    <message>
        <source>Pole numbers (N): 12 13 20-24, Enter</source>
        <translation>音柱号 N：12 13 20-24，Enter</translation>
    </message>
    <message>
        <source>F12 · always works; past the case centre, straight to the gateway</source>
        <translation>F12 任何时候有效；不经案件中心，直达网关</translation>
    </message>
    <message>
        <source>Receipts per pole · aimed at {aimed} · playing {playing}</source>
        <translation>逐柱回执 · 目标 {aimed} · 在播 {playing}</translation>
    </message>
    <message>
        <source>No loudspeaker pole yet</source>
        <translation>还没有音柱</translation>
    </message>
    <message>
        <source>Poles come with the city&apos;s folder.</source>
        <translation>音柱随城市资料导入。</translation>
    </message>
    <message>
        <source>No pole with the number {numbers}.</source>
        <translation>没有 {numbers} 号音柱。</translation>
    </message>
    <message>
        <source>This seat knows no broadcast gateway.</source>
        <translation>本席位未配置喊话网关。</translation>
    </message>
    <message>
        <source>Handed to the gateway. Whether it plays is told by the receipts.</source>
        <translation>已交网关；是否播出以回执为准。</translation>
    </message>
    <message>
        <source>All stopped; {n} broadcasts were ended.</source>
        <translation>已全部停播，结束 {n} 次喊话。</translation>
    </message>
    <message>
        <source>The broadcast gateway does not answer.</source>
        <translation>喊话网关无应答。</translation>
    </message>
    <message>
        <source>Speaking belongs to the broadcaster.</source>
        <translation>喊话由喊话员办理。</translation>
    </message>
    <message>
        <source>Choose at least one pole.</source>
        <translation>请至少选择一根音柱。</translation>
    </message>
    <message>
        <source>There is no recording for this step.</source>
        <translation>此级没有录音。</translation>
    </message>
    <message>
        <source>Being handed to the gateway</source>
        <translation>正在交给网关</translation>
    </message>
    <message>
        <source>Aimed at: {names}</source>
        <translation>目标：{names}</translation>
    </message>
    <message>
        <source>No pole chosen</source>
        <translation>未选音柱</translation>
    </message>
    <message>
        <source>Play {step} to {n} poles</source>
        <translation>播放「{step}」到 {n} 根</translation>
    </message>
    <message>
        <source>May not play: {poles}</source>
        <translation>可能无法播出：{poles}</translation>
    </message>
    <message>
        <source>Remind</source>
        <translation>提醒</translation>
    </message>
    <message>
        <source>Persuade</source>
        <translation>劝导</translation>
    </message>
    <message>
        <source>Warn</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Send people</source>
        <translation>派员</translation>
    </message>
    <message>
        <source>No recording for this step.</source>
        <translation>此级没有录音。</translation>
    </message>
    <message>
        <source>here today: {n}</source>
        <translation>今日此处 {n} 次</translation>
    </message>
    <message>
        <source>today: {n}</source>
        <translation>今日 {n} 次</translation>
    </message>
    <message>
        <source>nothing said today</source>
        <translation>今日未喊话</translation>
    </message>
    <message>
        <source>last: {clock} {state}, {heard} of {aimed} poles confirmed</source>
        <translation>上次 {clock} {state}，{aimed} 根中 {heard} 根确认</translation>
    </message>
</context>
<context>
    <name>ConnectionLabel</name>
    <message>
        <source>connecting</source>
        <translation>连接中</translation>
    </message>
    <message>
        <source>connected · {age}</source>
        <translation>已连接 · {age}</translation>
    </message>
    <message>
        <source>connection lost · data {span} old</source>
        <translation>连接中断 · 数据停在 {span}前</translation>
    </message>
    <message>
        <source>offline · data {span} old</source>
        <translation>离线 · 数据停在 {span}前</translation>
    </message>
</context>
<context>
    <name>CountedList</name>
    <message>
        <source>Case</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Adds</source>
        <translation>计入</translation>
    </message>
    <message>
        <source>{name}: counting …</source>
        <translation>{name}：正在统计……</translation>
    </message>
    <message>
        <source>{name}: {n} lines, together {amount} · Enter opens a case · Esc back</source>
        <translation>{name}：{n} 行，合计 {amount} · 回车打开案件 · Esc 返回</translation>
    </message>
    <message>
        <source>{name}: the first {n} of {total} lines · Enter opens a case · Esc back</source>
        <translation>{name}：前 {n} 行，共 {total} 行 · 回车打开案件 · Esc 返回</translation>
    </message>
    <message>
        <source>{name}: {reason} · Esc back</source>
        <translation>{name}：{reason} · Esc 返回</translation>
    </message>
</context>
<context>
    <name>EvaluationPanel</name>
    <message>
        <source>Evaluation</source>
        <translation>综合评价</translation>
    </message>
    <message>
        <source>sample, not verified</source>
        <translation>样例，未经核实</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>上一期</translation>
    </message>
    <message>
        <source>After</source>
        <translation>下一期</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>案件清单</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>导出报表</translation>
    </message>
    <message>
        <source>No evaluation yet</source>
        <translation>暂无评价</translation>
    </message>
    <message>
        <source>It is counted by the server from the event log.</source>
        <translation>由服务器根据事件日志统计。</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>（无）</translation>
    </message>
    <message>
        <source>{n} events not counted yet</source>
        <translation>尚有 {n} 条事件未计入</translation>
    </message>
    <message>
        <source>not over</source>
        <translation>未结束</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>计数</translation>
    </message>
    <message>
        <source>Rates</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Off the map</source>
        <translation>取消着色</translation>
    </message>
    <message>
        <source>On the map</source>
        <translation>地图着色</translation>
    </message>
    <message>
        <source>{name}, all together</source>
        <translation>{name}（合计）</translation>
    </message>
    <message>
        <source>The report could not be saved: {reason}</source>
        <translation>报表无法保存：{reason}</translation>
    </message>
    <message>
        <source>Saved: {path}</source>
        <translation>已保存：{path}</translation>
    </message>
</context>
<context>
    <name>EvaluationWords</name>
    <message>
        <source>Areas</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Departments</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Inspectors</source>
        <translation>监督员</translation>
    </message>
    <message>
        <source>Intake</source>
        <translation>受理员</translation>
    </message>
    <message>
        <source>Shift leaders</source>
        <translation>值班长</translation>
    </message>
    <message>
        <source>Dispatchers</source>
        <translation>派遣员</translation>
    </message>
    <message>
        <source>Grids</source>
        <translation>责任网格</translation>
    </message>
    <message>
        <source>Communities</source>
        <translation>社区</translation>
    </message>
    <message>
        <source>Streets</source>
        <translation>街道</translation>
    </message>
    <message>
        <source>Districts</source>
        <translation>区</translation>
    </message>
    <message>
        <source>City</source>
        <translation>全市</translation>
    </message>
    <message>
        <source>Day {label}</source>
        <translation>日 {label}</translation>
    </message>
    <message>
        <source>Week {label}</source>
        <translation>周 {label}</translation>
    </message>
    <message>
        <source>Month {label}</source>
        <translation>月 {label}</translation>
    </message>
    <message>
        <source>Quarter {label}</source>
        <translation>季 {label}</translation>
    </message>
    <message>
        <source>Year {label}</source>
        <translation>年 {label}</translation>
    </message>
</context>
<context>
    <name>FiguresPanel</name>
    <message>
        <source>City management today</source>
        <translation>城市管理运行</translation>
    </message>
    <message>
        <source>since 0:00</source>
        <translation>今日 0:00 起</translation>
    </message>
    <message>
        <source>No figures yet</source>
        <translation>还没有数据</translation>
    </message>
    <message>
        <source>They are fetched from the server every few seconds.</source>
        <translation>每隔几秒从服务器获取。</translation>
    </message>
    <message>
        <source>cases</source>
        <translation>件</translation>
    </message>
    <message>
        <source>Reported today</source>
        <translation>今日上报</translation>
    </message>
    <message>
        <source>last week {n}</source>
        <translation>上周 {n}</translation>
    </message>
    <message>
        <source>Being handled</source>
        <translation>正在处置</translation>
    </message>
    <message>
        <source>{n} departments</source>
        <translation>{n} 个部门</translation>
    </message>
    <message>
        <source>On-time rate</source>
        <translation>按期处置率</translation>
    </message>
    <message>
        <source>target {n}</source>
        <translation>目标 {n}</translation>
    </message>
    <message>
        <source>Overdue, not closed</source>
        <translation>超时未结</translation>
    </message>
    <message>
        <source>longest {span}</source>
        <translation>最长 {span}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Mean handling time</source>
        <translation>平均处置用时</translation>
    </message>
    <message>
        <source>min</source>
        <translation>分</translation>
    </message>
</context>
<context>
    <name>FlowPanel</name>
    <message>
        <source>In and out</source>
        <translation>进出量</translation>
    </message>
    <message>
        <source>reported</source>
        <translation>上报</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>结案</translation>
    </message>
    <message>
        <source>closed {n}</source>
        <translation>结案 {n}</translation>
    </message>
    <message>
        <source>reported today</source>
        <translation>今日上报</translation>
    </message>
    <message>
        <source>{hour}:00 · reported {a} · closed {b}</source>
        <translation>{hour}:00 · 上报 {a} · 结案 {b}</translation>
    </message>
</context>
<context>
    <name>HandlingPanel</name>
    <message>
        <source>Mean handling time</source>
        <translation>平均处置用时</translation>
    </message>
    <message>
        <source>last 14 days</source>
        <translation>近 14 日</translation>
    </message>
    <message>
        <source>last week {n}</source>
        <translation>上周 {n}</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>limit {n} min</source>
        <translation>限 {n} 分</translation>
    </message>
    <message>
        <source>{day}: {n} min</source>
        <translation>{day}：{n} 分</translation>
    </message>
</context>
<context>
    <name>KpiPanel</name>
    <message>
        <source>No figures yet</source>
        <translation>还没有数据</translation>
    </message>
    <message>
        <source>They are fetched from the server every few seconds.</source>
        <translation>每隔几秒从服务器获取。</translation>
    </message>
</context>
<context>
    <name>LoadPanel</name>
    <message>
        <source>Open by department</source>
        <translation>部门在办</translation>
    </message>
    <message>
        <source>first five</source>
        <translation>前五</translation>
    </message>
    <message>
        <source>overdue {n}</source>
        <translation>超时 {n}</translation>
    </message>
    <message>
        <source>open cases</source>
        <translation>件在办</translation>
    </message>
    <message>
        <source>{name}: open {a}, overdue {b}</source>
        <translation>{name}：在办 {a}，超时 {b}</translation>
    </message>
</context>
<context>
    <name>RatePanel</name>
    <message>
        <source>On-time rate</source>
        <translation>按期处置率</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今日</translation>
    </message>
    <message>
        <source>last week</source>
        <translation>上周</translation>
    </message>
    <message>
        <source>last week {n}</source>
        <translation>上周 {n}</translation>
    </message>
    <message>
        <source>% today</source>
        <translation>% 今日</translation>
    </message>
    <message>
        <source>target {n}</source>
        <translation>目标 {n}</translation>
    </message>
    <message>
        <source>{label}: {a} % · last week {b} %</source>
        <translation>{label}：{a} % · 上周 {b} %</translation>
    </message>
</context>
<context>
    <name>alarm_words</name>
    <message>
        <source>Figures were wrong</source>
        <translation>统计数字曾有误</translation>
    </message>
    <message>
        <source>Case overdue</source>
        <translation>案件超时</translation>
    </message>
    <message>
        <source>Urgent case</source>
        <translation>紧急案件</translation>
    </message>
    <message>
        <source>Camera offline</source>
        <translation>摄像机离线</translation>
    </message>
    <message>
        <source>Camera fault</source>
        <translation>摄像机故障</translation>
    </message>
    <message>
        <source>Pole does not answer</source>
        <translation>音柱无应答</translation>
    </message>
    <message>
        <source>Pole fault</source>
        <translation>音柱故障</translation>
    </message>
    <message>
        <source>Vehicle offline</source>
        <translation>车辆离线</translation>
    </message>
    <message>
        <source>Unit offline</source>
        <translation>人员离线</translation>
    </message>
    <message>
        <source>Broadcast gateway lost</source>
        <translation>喊话网关失联</translation>
    </message>
    <message>
        <source>Server disk full</source>
        <translation>服务器磁盘已满</translation>
    </message>
    <message>
        <source>Server disk nearly full</source>
        <translation>服务器磁盘将满</translation>
    </message>
    <message>
        <source>Log-in locked after failed tries</source>
        <translation>多次登录失败，账户已锁定</translation>
    </message>
    <message>
        <source>Evidence file cannot be written</source>
        <translation>证据文件无法写入</translation>
    </message>
    <message>
        <source>Evidence address does not answer</source>
        <translation>证据地址无响应</translation>
    </message>
    <message>
        <source>Import failed</source>
        <translation>导入失败</translation>
    </message>
    <message>
        <source>Call for help</source>
        <translation>求助报警</translation>
    </message>
    <message>
        <source>Manhole cover open</source>
        <translation>井盖开启</translation>
    </message>
    <message>
        <source>Water level high</source>
        <translation>积水超限</translation>
    </message>
</context>
<context>
    <name>receipts</name>
    <message>
        <source>chosen</source>
        <translation>已选</translation>
    </message>
    <message>
        <source>sound came back: {heard} of {sent}</source>
        <translation>回传声音 {heard}/{sent}</translation>
    </message>
    <message>
        <source>sent {sent}, nothing came back: not confirmed</source>
        <translation>已发 {sent}，无回传：未确认</translation>
    </message>
    <message>
        <source>no sound yet</source>
        <translation>尚无声音</translation>
    </message>
    <message>
        <source>asked again every 10 s</source>
        <translation>每 10 秒再次探测</translation>
    </message>
    <message>
        <source>answered {span} ago</source>
        <translation>{span}前应答</translation>
    </message>
    <message>
        <source>busy (486)</source>
        <translation>忙（486）</translation>
    </message>
    <message>
        <source>declined (603)</source>
        <translation>拒接（603）</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>无应答</translation>
    </message>
    <message>
        <source>call lost</source>
        <translation>通话中断</translation>
    </message>
    <message>
        <source>went silent</source>
        <translation>声音中断</translation>
    </message>
    <message>
        <source>stopped by hand</source>
        <translation>人工停播</translation>
    </message>
    <message>
        <source>cut by a higher rank</source>
        <translation>被高级别抢占</translation>
    </message>
    <message>
        <source>plays something else</source>
        <translation>正在播别的</translation>
    </message>
    <message>
        <source>its address is no SIP address</source>
        <translation>地址不是 SIP 地址</translation>
    </message>
    <message>
        <source>a defect of the gateway; see its log</source>
        <translation>网关出错，详见其日志</translation>
    </message>
    <message>
        <source>not known there (404)</source>
        <translation>对方没有这一柱 (404)</translation>
    </message>
    <message>
        <source>not available (480)</source>
        <translation>暂不可用 (480)</translation>
    </message>
    <message>
        <source>out of service (503)</source>
        <translation>停止服务 (503)</translation>
    </message>
    <message>
        <source>no pole answered</source>
        <translation>没有音柱应答</translation>
    </message>
    <message>
        <source>the gateway was interrupted</source>
        <translation>网关中断</translation>
    </message>
    <message>
        <source>Pole</source>
        <translation>柱号</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>接通</translation>
    </message>
    <message>
        <source>Evidence / next step</source>
        <translation>证据 / 下一步</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
</context>
<context>
    <name>OutagesPanel</name>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>起始</translation>
    </message>
    <message>
        <source>For</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>In 30 days</source>
        <translation>30 天内次数</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>累计失效</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>Cameras: outages</source>
        <translation>摄像机：中断</translation>
    </message>
    <message>
        <source>Show camera</source>
        <translation>看摄像机</translation>
    </message>
    <message>
        <source>Open case</source>
        <translation>打开案件</translation>
    </message>
    <message>
        <source>Sort</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>{out} without a true picture · {count} outages in 30 days</source>
        <translation>{out} 路无可信画面 · 30 天内中断 {count} 次</translation>
    </message>
    <message>
        <source>No outage in 30 days</source>
        <translation>30 天内无中断</translation>
    </message>
    <message>
        <source>Every camera that was looked at gave pictures.</source>
        <translation>看过的摄像机都有画面。</translation>
    </message>
    <message>
        <source>The list could not be saved: {reason}</source>
        <translation>清单未能保存：{reason}</translation>
    </message>
    <message>
        <source>Saved: {path}</source>
        <translation>已保存：{path}</translation>
    </message>
    <message>
        <source>out</source>
        <translation>中断中</translation>
    </message>
    <message>
        <source>over</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>已删除</translation>
    </message>
    <message>
        <source>device case</source>
        <translation>物联设备案件</translation>
    </message>
</context>
<context>
    <name>outage_words</name>
    <message>
        <source>Address does not exist</source>
        <translation>地址不存在</translation>
    </message>
    <message>
        <source>No way to the device</source>
        <translation>网络不通</translation>
    </message>
    <message>
        <source>Port closed</source>
        <translation>端口未开</translation>
    </message>
    <message>
        <source>Device silent</source>
        <translation>设备无应答</translation>
    </message>
    <message>
        <source>Password refused</source>
        <translation>密码被拒</translation>
    </message>
    <message>
        <source>Stream does not exist</source>
        <translation>流不存在</translation>
    </message>
    <message>
        <source>Transport refused</source>
        <translation>传输方式被拒</translation>
    </message>
    <message>
        <source>No video stream</source>
        <translation>无视频流</translation>
    </message>
    <message>
        <source>No bytes</source>
        <translation>无数据</translation>
    </message>
    <message>
        <source>No key frame</source>
        <translation>无关键帧</translation>
    </message>
    <message>
        <source>Cannot be decoded</source>
        <translation>无法解码</translation>
    </message>
    <message>
        <source>Connection ended</source>
        <translation>连接中断</translation>
    </message>
    <message>
        <source>Fault</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>One colour</source>
        <translation>画面单色</translation>
    </message>
    <message>
        <source>Picture stands still</source>
        <translation>画面不动</translation>
    </message>
    <message>
        <source>Old recording</source>
        <translation>旧录像</translation>
    </message>
    <message>
        <source>Another camera&apos;s picture</source>
        <translation>别路画面</translation>
    </message>
    <message>
        <source>Lens covered</source>
        <translation>镜头遮挡</translation>
    </message>
    <message>
        <source>Out of focus</source>
        <translation>失焦</translation>
    </message>
    <message>
        <source>Clock jumped</source>
        <translation>时钟跳变</translation>
    </message>
    <message>
        <source>Clock runs fast</source>
        <translation>时钟偏快</translation>
    </message>
    <message>
        <source>Delay grows</source>
        <translation>延迟增大</translation>
    </message>
</context>
</TS>
