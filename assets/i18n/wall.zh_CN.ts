<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Acts</name>
    <message>
        <source>{word}: not known; help lists the words</source>
        <translation>{word}：不认识；help 列出全部命令</translation>
    </message>
    <message>
        <source>camera: which number?</source>
        <translation>摄像机：几号？</translation>
    </message>
    <message>
        <source>case: which number?</source>
        <translation>案件：几号？</translation>
    </message>
    <message>
        <source>pole: which number?</source>
        <translation>音柱：几号？</translation>
    </message>
    <message>
        <source>find: what?</source>
        <translation>查找：什么？</translation>
    </message>
    <message>
        <source>scene: which?</source>
        <translation>场景：哪一个？</translation>
    </message>
    <message>
        <source>show camera {name}</source>
        <translation>调看摄像机 {name}</translation>
    </message>
    <message>
        <source>no camera {name}</source>
        <translation>没有摄像机 {name}</translation>
    </message>
    <message>
        <source>open case {name}</source>
        <translation>打开案件 {name}</translation>
    </message>
    <message>
        <source>file case {name}</source>
        <translation>立案 {name}</translation>
    </message>
    <message>
        <source>close case {name}</source>
        <translation>结案 {name}</translation>
    </message>
    <message>
        <source>no open case {name}</source>
        <translation>没有在办案件 {name}</translation>
    </message>
    <message>
        <source>broadcast at pole {name}</source>
        <translation>到音柱 {name} 喊话</translation>
    </message>
    <message>
        <source>no pole {name}</source>
        <translation>没有音柱 {name}</translation>
    </message>
    <message>
        <source>{n} found</source>
        <translation>找到 {n} 件</translation>
    </message>
    <message>
        <source>scene {name}</source>
        <translation>场景 {name}</translation>
    </message>
    <message>
        <source>{n} found; the first is open</source>
        <translation>找到 {n} 件，已打开第一件</translation>
    </message>
    <message>
        <source>nothing found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>There is no broadcast gateway on this seat</source>
        <translation>本席位没有喊话网关</translation>
    </message>
    <message>
        <source>Stopping all poles …</source>
        <translation>正在全部停播 …</translation>
    </message>
    <message>
        <source>All poles are silent; {n} stopped</source>
        <translation>全部音柱已静音，停止 {n} 路</translation>
    </message>
    <message>
        <source>no alarm waits</source>
        <translation>没有待确认的报警</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已执行</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>37, find manhole, case 128, help</source>
        <translation>37、查找 井盖、案件 128、帮助</translation>
    </message>
    <message>
        <source>37 Enter camera · F12 stop all · ? keys</source>
        <translation>37 Enter 调看 · F12 全部停播 · ? 键位</translation>
    </message>
</context>
<context>
    <name>Room</name>
    <message>
        <source>City Management Command Centre</source>
        <translation>城市管理指挥中心</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>中心连接</translation>
    </message>
    <message>
        <source>Alarm rate</source>
        <translation>报警率</translation>
    </message>
    <message>
        <source>{n} in 10 min</source>
        <translation>{n} 条/10分</translation>
    </message>
    <message>
        <source>1 calm</source>
        <translation>1 平静</translation>
    </message>
    <message>
        <source>10 flood</source>
        <translation>10 泛滥</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>连接中</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>late</source>
        <translation>迟滞</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Server lost · data as of {clock} · {age}</source>
        <translation>中心连接中断 · 数据停在 {clock} · 已 {age}</translation>
    </message>
    <message>
        <source>ON AIR  {person} → {n} poles  {minutes}:{seconds}</source>
        <translation>正在喊话 ON AIR  {person} → {n} 根音柱  已讲 {minutes}:{seconds}</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>Vehicles</source>
        <translation>车辆</translation>
    </message>
    <message>
        <source>Poles</source>
        <translation>音柱</translation>
    </message>
    <message>
        <source>Cameras</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>Base map</source>
        <translation>底图</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>data {age}</source>
        <translation>数据 {age}</translation>
    </message>
    <message>
        <source>cases and video</source>
        <translation>案件视频</translation>
    </message>
    <message>
        <source>broadcast</source>
        <translation>喊话</translation>
    </message>
    <message>
        <source>map</source>
        <translation>地图</translation>
    </message>
    <message>
        <source>video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>figures</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Stop all: silence every loudspeaker pole</source>
        <translation>全部停播：所有音柱立即静音</translation>
    </message>
    <message>
        <source>Command line</source>
        <translation>命令行</translation>
    </message>
    <message>
        <source>Camera 37 on the wall</source>
        <translation>37 号摄像机上墙</translation>
    </message>
    <message>
        <source>Open the most urgent case with this word</source>
        <translation>打开含此词的最急案件</translation>
    </message>
    <message>
        <source>Open a case by its short number</source>
        <translation>按短号打开案件</translation>
    </message>
    <message>
        <source>Broadcast at a pole</source>
        <translation>到音柱喊话</translation>
    </message>
    <message>
        <source>File or close a case</source>
        <translation>立案、结案</translation>
    </message>
    <message>
        <source>Acknowledge the most urgent alarm</source>
        <translation>确认最急的报警</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>深色、浅色</translation>
    </message>
    <message>
        <source>These keys</source>
        <translation>本页</translation>
    </message>
    <message>
        <source>This panel cannot be shown: %1</source>
        <translation>此面板无法显示：%1</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>The account of this seat is missing in {folder}</source>
        <translation>缺少本席位的账号文件：{folder}</translation>
    </message>
    <message>
        <source>There is no such scene</source>
        <translation>没有这个场景</translation>
    </message>
    <message>
        <source>Not connected yet</source>
        <translation>尚未连接</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>键位</translation>
    </message>
    <message>
        <source>Screen {n}</source>
        <translation>屏 {n}</translation>
    </message>
    <message>
        <source>Connecting to the server</source>
        <translation>正在连接中心服务器</translation>
    </message>
    <message>
        <source>City management today</source>
        <translation>城市管理运行</translation>
    </message>
    <message>
        <source>since 0:00</source>
        <translation>今日 0:00 起</translation>
    </message>
    <message>
        <source>Duty</source>
        <translation>值守</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>Broadcast</source>
        <translation>喊话</translation>
    </message>
    <message>
        <source>Leader</source>
        <translation>领导</translation>
    </message>
    <message>
        <source>Meeting room</source>
        <translation>会议室</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>星期一</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation>星期二</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation>星期三</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation>星期四</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation>星期五</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>星期六</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>星期日</translation>
    </message>
</context>
</TS>
