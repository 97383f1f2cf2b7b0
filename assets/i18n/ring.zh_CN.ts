<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Evidence</name>
    <message>
        <source>Nothing was taken: nothing is kept of that time</source>
        <translation>未取证：该时段没有缓存</translation>
    </message>
    <message>
        <source>Nothing was taken: this camera's codec cannot be cut</source>
        <translation>未取证：该摄像机的编码无法截取</translation>
    </message>
    <message>
        <source>Nothing was taken: the disk is full</source>
        <translation>未取证：磁盘已满</translation>
    </message>
    <message>
        <source>Nothing was taken: the folder for evidence cannot be written</source>
        <translation>未取证：取证目录无法写入</translation>
    </message>
    <message>
        <source>no replay: the disk is full</source>
        <translation>无法回放：磁盘已满</translation>
    </message>
    <message>
        <source>no replay: its folder cannot be written</source>
        <translation>无法回放：缓存目录无法写入</translation>
    </message>
    <message>
        <source>replay with gaps: the disk is too slow</source>
        <translation>回放有缺口：磁盘过慢</translation>
    </message>
    <message>
        <source>no replay: the disk has an error</source>
        <translation>无法回放：磁盘出错</translation>
    </message>
    <message>
        <source>A clip is being taken: ready in 10 s</source>
        <translation>正在截取视频片段：10 秒后完成</translation>
    </message>
    <message>
        <source>This seat keeps no video: nothing can be taken</source>
        <translation>本席位不缓存视频：无法取证</translation>
    </message>
    <message>
        <source>Clip of {seconds} s kept: {name} · A: attach to the case</source>
        <translation>已保存 {seconds} 秒片段：{name} · A：附到案件</translation>
    </message>
    <message>
        <source>Picture kept: {name} · A: attach to the case</source>
        <translation>已保存截图：{name} · A：附到案件</translation>
    </message>
    <message>
        <source>Nothing to attach: S takes a picture, K a clip</source>
        <translation>没有可附的文件：S 截图，K 截取片段</translation>
    </message>
    <message>
        <source>Select a case first, then A attaches to it</source>
        <translation>请先选中案件，再按 A 附上</translation>
    </message>
    <message>
        <source>On its way to the case: {name}</source>
        <translation>正在上传到案件：{name}</translation>
    </message>
    <message>
        <source>The server has another file than was taken: take it again</source>
        <translation>服务器上的文件与所取不一致：请重新取证</translation>
    </message>
    <message>
        <source>Attached to the case, with the same SHA-256</source>
        <translation>已附到案件，SHA-256 一致</translation>
    </message>
    <message>
        <source>Not attached: {why}</source>
        <translation>未附上：{why}</translation>
    </message>
    <message>
        <source>The folder for evidence cannot be written</source>
        <translation>取证目录无法写入</translation>
    </message>
    <message>
        <source>This seat keeps no video</source>
        <translation>本席位不缓存视频</translation>
    </message>
    <message>
        <source>Nothing is kept of that time</source>
        <translation>该时段没有缓存</translation>
    </message>
    <message>
        <source>Looking for what is kept</source>
        <translation>正在查找缓存</translation>
    </message>
    <message>
        <source>RECORDED {at} · {ago} s ago</source>
        <translation>录像 {at} · {ago} 秒前</translation>
    </message>
    <message>
        <source>held</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>recorded {at}</source>
        <translation>录像 {at}</translation>
    </message>
    <message>
        <source>V or Esc: back to live</source>
        <translation>V 或 Esc：返回实时</translation>
    </message>
</context>
</TS>
