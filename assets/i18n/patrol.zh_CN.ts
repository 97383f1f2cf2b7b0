<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CheckSheet</name>
    <message>
        <source>Check by video · {case} · camera {n} {name}, {away} away</source>
        <translation>视频核查 · {case} · {n} 号摄像机 {name}，相距 {away}</translation>
    </message>
    <message>
        <source>The camera is being opened …</source>
        <translation>正在打开摄像机……</translation>
    </message>
    <message>
        <source>Esc: back</source>
        <translation>Esc：返回</translation>
    </message>
    <message>
        <source>first picture {when}</source>
        <translation>首张照片 {when}</translation>
    </message>
    <message>
        <source>now, {clock}</source>
        <translation>现在 {clock}</translation>
    </message>
    <message>
        <source>Enter: take it into the check · R: a fresh one · Esc: back</source>
        <translation>回车：作为核查照片 · R：重新截取 · Esc：返回</translation>
    </message>
    <message>
        <source>No live picture of this camera: look on the spot.</source>
        <translation>这路摄像机没有实时画面：请到现场核查。</translation>
    </message>
    <message>
        <source>R: try again · Esc: back</source>
        <translation>R：重试 · Esc：返回</translation>
    </message>
</context>
<context>
    <name>CheckByVideo</name>
    <message>
        <source>This case is not yours to check now.</source>
        <translation>此案件现在不由你核查。</translation>
    </message>
    <message>
        <source>No camera within {away} of this place.</source>
        <translation>{away} 内没有摄像机。</translation>
    </message>
    <message>
        <source>This machine&apos;s disk does not take the picture: {reason}</source>
        <translation>本机磁盘写不进照片：{reason}</translation>
    </message>
</context>
<context>
    <name>PatrolPanel</name>
    <message>
        <source>Video patrol</source>
        <translation>视频巡查</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一路</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一路</translation>
    </message>
    <message>
        <source>Save as CSV</source>
        <translation>另存为 CSV</translation>
    </message>
    <message>
        <source>Choose a round that runs now.</source>
        <translation>请选择正在进行的一轮。</translation>
    </message>
    <message>
        <source>This machine&apos;s disk does not take the file: {reason}</source>
        <translation>本机磁盘写不进文件：{reason}</translation>
    </message>
    <message>
        <source>Saved as {file}</source>
        <translation>已存为 {file}</translation>
    </message>
    <message>
        <source>Every camera of this round was seen.</source>
        <translation>本轮各路均已巡查。</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>停留</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Begin the round</source>
        <translation>开始本轮</translation>
    </message>
    <message>
        <source>{n} rounds with cameras that nobody saw</source>
        <translation>{n} 轮有漏巡的摄像机</translation>
    </message>
    <message>
        <source>No round of a plan in these days.</source>
        <translation>这几天没有计划的轮次。</translation>
    </message>
    <message>
        <source>Is anybody there? Nothing counts until a key is pressed.</source>
        <translation>有人值守吗？按任意键后才继续计入。</translation>
    </message>
    <message>
        <source>Held: Space goes on, C reports a case.</source>
        <translation>已停留：空格继续，C 上报案件。</translation>
    </message>
    <message>
        <source>Next camera in {n} s · C reports a case</source>
        <translation>{n} 秒后下一路 · C 上报案件</translation>
    </message>
    <message>
        <source> · {n} cases</source>
        <translation> · {n} 件</translation>
    </message>
</context>
<context>
    <name>patrol</name>
    <message>
        <source>to come</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>seen</source>
        <translation>已巡查</translation>
    </message>
    <message>
        <source>partly missed</source>
        <translation>部分漏巡</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>漏巡</translation>
    </message>
    <message>
        <source>nobody looked</source>
        <translation>无人查看</translation>
    </message>
    <message>
        <source>looked at too shortly</source>
        <translation>停留不足</translation>
    </message>
    <message>
        <source>no key was pressed</source>
        <translation>无人按键</translation>
    </message>
    <message>
        <source>the picture is doubted</source>
        <translation>画面存疑</translation>
    </message>
    <message>
        <source>a recording</source>
        <translation>录像</translation>
    </message>
    <message>
        <source>no such stream</source>
        <translation>没有这路码流</translation>
    </message>
    <message>
        <source>wrong password</source>
        <translation>口令错误</translation>
    </message>
    <message>
        <source>no live picture</source>
        <translation>没有实时画面</translation>
    </message>
    <message>
        <source>plan</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>begins</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>ends</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>round</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>camera</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>by</source>
        <translation>巡查人</translation>
    </message>
    <message>
        <source>from</source>
        <translation>自</translation>
    </message>
    <message>
        <source>until</source>
        <translation>至</translation>
    </message>
    <message>
        <source>why not</source>
        <translation>未计入原因</translation>
    </message>
    <message>
        <source>cases of the round</source>
        <translation>本轮案件数</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
</context>
<context>
    <name>Room</name>
    <message>
        <source>On a live tile: report a case with its picture</source>
        <translation>在实时画格上：以此画面上报案件</translation>
    </message>
    <message>
        <source>Patrol</source>
        <translation>视频巡查</translation>
    </message>
    <message>
        <source>At a check: a camera&apos;s picture beside the first (inspector)</source>
        <translation>核查时：摄像机画面与首张照片对照（监督员）</translation>
    </message>
    <message>
        <source>Video patrol: begin or hold, back, next; Ctrl+E saves</source>
        <translation>视频巡查：开始或停留、上一路、下一路；Ctrl+E 另存</translation>
    </message>
</context>
<context>
    <name>SightingPanel</name>
    <message>
        <source>Report from a camera</source>
        <translation>视频巡查上报</translation>
    </message>
    <message>
        <source>{n} {name} · picture of {clock}</source>
        <translation>{n} {name} · {clock} 的画面</translation>
    </message>
    <message>
        <source>No map is shown here: type the coordinates, or leave the point as suggested.</source>
        <translation>此处没有地图：请输入坐标，或保留建议的位置。</translation>
    </message>
    <message>
        <source>Seen on camera {n} {name}, picture of {when}.</source>
        <translation>视频巡查发现：{n} 号摄像机 {name}，画面时间 {when}。</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>On its way to the server; wait for its number.</source>
        <translation>正在上报，请等待案件编号。</translation>
    </message>
</context>
<context>
    <name>Sightings</name>
    <message>
        <source>The post of this seat reports no cases.</source>
        <translation>本席位的岗位不上报案件。</translation>
    </message>
    <message>
        <source>This machine&apos;s disk does not take the picture: {reason}</source>
        <translation>本机磁盘写不进照片：{reason}</translation>
    </message>
    <message>
        <source>Reported.</source>
        <translation>已上报。</translation>
    </message>
    <message>
        <source>The wall doubts this picture: look again before it is filed.</source>
        <translation>该画面存疑：立案前请再次核对。</translation>
    </message>
    <message>
        <source>The picture was {age} old.</source>
        <translation>画面滞后 {age}。</translation>
    </message>
    <message>
        <source>This tile shows no camera.</source>
        <translation>此画格没有摄像机。</translation>
    </message>
    <message>
        <source>This is a recording: no case is made of it.</source>
        <translation>这是录像，不能据此上报案件。</translation>
    </message>
    <message>
        <source>There is no live picture in this tile: no photo of what was there before is taken.</source>
        <translation>此画格没有实时画面：不截取以前的画面作为照片。</translation>
    </message>
</context>
</TS>
