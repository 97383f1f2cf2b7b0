<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Room</name>
    <message>
        <source>On a live tile: report a case with its picture</source>
        <translation>在实时画格上：以此画面上报案件</translation>
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
