<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>RecordedPanel</name>
    <message>
        <source>Hold  Space</source>
        <translation>暂停  空格</translation>
    </message>
    <message>
        <source>Play  Space</source>
        <translation>播放  空格</translation>
    </message>
    <message>
        <source>Next  N</source>
        <translation>下一段  N</translation>
    </message>
    <message>
        <source>RECORDED</source>
        <translation>录像</translation>
    </message>
    <message>
        <source>played back, not live</source>
        <translation>回放，非实时</translation>
    </message>
</context>
<context>
    <name>VideoPanel</name>
    <message>
        <source>There is no camera {number}.</source>
        <translation>没有 {number} 号摄像机。</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>{n} key frames only: this machine is busy</source>
        <translation>{n} 路仅关键帧：本机超限</translation>
    </message>
    <message>
        <source>{n} live</source>
        <translation>{n} 路实时</translation>
    </message>
    <message>
        <source>{n} recorded</source>
        <translation>{n} 路录像</translation>
    </message>
    <message>
        <source>{n} late</source>
        <translation>{n} 延迟</translation>
    </message>
    <message>
        <source>{n} suspect</source>
        <translation>{n} 可疑</translation>
    </message>
    <message>
        <source>{n} without picture</source>
        <translation>{n} 异常</translation>
    </message>
    <message>
        <source>No layout has {n} tiles: {counts}</source>
        <translation>没有 {n} 画面的布局：{counts}</translation>
    </message>
    <message>
        <source>No earlier layout is kept.</source>
        <translation>没有可恢复的布局。</translation>
    </message>
    <message>
        <source>free, {n} tiles</source>
        <translation>自由布局，{n} 画面</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>布局</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Presets: {names}</source>
        <translation>预置：{names}</translation>
    </message>
    <message>
        <source>Kept as preset {n}.</source>
        <translation>已存为预置 {n}。</translation>
    </message>
    <message>
        <source>changed by {name} {clock}</source>
        <translation>{name} 于 {clock} 更改</translation>
    </message>
</context>
<context>
    <name>videowall</name>
    <message>
        <source>No picture at the moment</source>
        <translation>暂无画面</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
    <message>
        <source>No camera</source>
        <translation>未选摄像机</translation>
    </message>
    <message>
        <source>Type its number, then Enter</source>
        <translation>键入编号后回车</translation>
    </message>
    <message>
        <source>This camera is not in the directory</source>
        <translation>目录中没有此摄像机</translation>
    </message>
    <message>
        <source>It may have been removed: choose another</source>
        <translation>可能已被删除，请另选一路</translation>
    </message>
    <message>
        <source>This camera has no stream address</source>
        <translation>此摄像机没有码流地址</translation>
    </message>
    <message>
        <source>Enter its address in the camera directory</source>
        <translation>请在摄像机目录中填写地址</translation>
    </message>
    <message>
        <source>Saving power · one picture each {0}</source>
        <translation>省算力 · 每 {0}一帧</translation>
    </message>
    <message>
        <source>Server offline {0} · pictures are live</source>
        <translation>中心离线 {0} · 画面仍为实时</translation>
    </message>
    <message>
        <source>key frame {0}</source>
        <translation>关键帧 {0}</translation>
    </message>
    <message>
        <source>late {0}</source>
        <translation>迟 {0}</translation>
    </message>
    <message>
        <source>suspect {0}</source>
        <translation>可疑 {0}</translation>
    </message>
    <message>
        <source>One colour for {0}: lens covered, or dark</source>
        <translation>画面只有一种颜色已 {0}：镜头被遮或无光</translation>
    </message>
    <message>
        <source>The same picture for {0}, bytes are fine</source>
        <translation>同一画面重复 {0}，码流正常</translation>
    </message>
    <message>
        <source>The same as camera {0}: check both addresses</source>
        <translation>与 {0} 号摄像机画面相同：核对两者地址</translation>
    </message>
    <message>
        <source>An old recording, again each {0}</source>
        <translation>旧录像循环播放，每 {0} 一轮</translation>
    </message>
    <message>
        <source>Contrast fell at once: is the lens covered?</source>
        <translation>反差骤降：镜头可能被遮挡</translation>
    </message>
    <message>
        <source>Detail fell at once: out of focus, or fogged?</source>
        <translation>细节骤降：可能失焦或起雾</translation>
    </message>
    <message>
        <source>Its clock jumped by {0}</source>
        <translation>设备时钟跳变 {0}</translation>
    </message>
    <message>
        <source>Its clock runs fast, {0} times</source>
        <translation>设备时钟偏快：{0} 倍</translation>
    </message>
    <message>
        <source>The delay grows: {0} behind</source>
        <translation>延迟持续增长：已落后 {0}</translation>
    </message>
    <message>
        <source>?</source>
        <comment>suspect</comment>
        <translation>疑</translation>
    </message>
    <message>
        <source>RECORDED · not live</source>
        <translation>录像 · 非实时</translation>
    </message>
    <message>
        <source>The recording has stopped</source>
        <translation>录像已停</translation>
    </message>
    <message>
        <source>at {0}</source>
        <translation>停在 {0}</translation>
    </message>
    <message>
        <source>recorded {0}</source>
        <translation>录像 {0}</translation>
    </message>
    <message>
        <source>decoding process silent</source>
        <translation>解码进程无应答</translation>
    </message>
    <message>
        <source>Stopped for {0}: {1}</source>
        <translation>已停 {0}，{1}</translation>
    </message>
    <message>
        <source>Server offline {0}</source>
        <translation>中心离线 {0}</translation>
    </message>
    <message>
        <source>Last picture {0}</source>
        <translation>最后画面 {0}</translation>
    </message>
    <message>
        <source>connecting again</source>
        <translation>正在重连</translation>
    </message>
    <message>
        <source>connected, waiting for a key frame</source>
        <translation>已连接，等待关键帧</translation>
    </message>
    <message>
        <source>bytes come, no picture</source>
        <translation>有码流，解不出画面</translation>
    </message>
    <message>
        <source>connected, but no bytes</source>
        <translation>已连接但无码流</translation>
    </message>
    <message>
        <source>login refused</source>
        <translation>设备拒绝登录</translation>
    </message>
    <message>
        <source>stream not found</source>
        <translation>设备没有这一路</translation>
    </message>
    <message>
        <source>device not reachable</source>
        <translation>设备连不上</translation>
    </message>
    <message>
        <source>the device closed the stream</source>
        <translation>设备关闭了码流</translation>
    </message>
    <message>
        <source>no bytes</source>
        <translation>无码流</translation>
    </message>
    <message>
        <source>The process is being replaced</source>
        <translation>正在更换解码进程</translation>
    </message>
    <message>
        <source>Attempt {1} in {0}</source>
        <translation>{0}后第 {1} 次重连</translation>
    </message>
    <message>
        <source>Attempt {0} under way</source>
        <translation>第 {0} 次重连中</translation>
    </message>
    <message>
        <source>Connects again after {0}</source>
        <translation>满 {0}自动重连</translation>
    </message>
    <message>
        <source>Shown at the next key frame</source>
        <translation>下一关键帧即恢复</translation>
    </message>
    <message>
        <source>The decoding process does not answer</source>
        <translation>解码进程无应答</translation>
    </message>
    <message>
        <source>Silent for {0}; it is replaced after 5 s</source>
        <translation>已 {0}无应答，满 5 秒自动更换</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>Step 1: handing the camera to a decoding process</source>
        <translation>第 1 步：交给解码进程</translation>
    </message>
    <message>
        <source>Wrong user name or password; again in {0}</source>
        <translation>用户名或密码不符，{0}后再试</translation>
    </message>
    <message>
        <source>The device refuses the login</source>
        <translation>设备拒绝登录</translation>
    </message>
    <message>
        <source>The file is missing; looked for again in {0}</source>
        <translation>文件不存在，{0}后再查</translation>
    </message>
    <message>
        <source>The recording is not there</source>
        <translation>录像不存在</translation>
    </message>
    <message>
        <source>It answered 404; again in {0}</source>
        <translation>地址应答 404，{0}后再试</translation>
    </message>
    <message>
        <source>The device has no such stream</source>
        <translation>设备没有这一路</translation>
    </message>
    <message>
        <source>Step 2: address resolved, waiting for the device</source>
        <translation>第 2 步：地址已解析，等待设备应答</translation>
    </message>
    <message>
        <source>Step 1: looking up the address</source>
        <translation>第 1 步：正在解析地址</translation>
    </message>
    <message>
        <source>Attempt {0}</source>
        <translation>第 {0} 次</translation>
    </message>
    <message>
        <source>Waiting for pictures</source>
        <translation>等待码流</translation>
    </message>
    <message>
        <source>Connected and authorised, no bytes yet</source>
        <translation>已连接并授权，尚无码流</translation>
    </message>
    <message>
        <source>{0} arriving, a key frame each {1}</source>
        <translation>已有码流 {0}，关键帧间隔 {1}</translation>
    </message>
    <message>
        <source>{0} arriving, no key frame yet</source>
        <translation>已有码流 {0}，尚无关键帧</translation>
    </message>
    <message>
        <source>Set the device to a key frame each 2 s</source>
        <translation>请在设备上把关键帧间隔改为 2 秒</translation>
    </message>
    <message>
        <source>Waiting for a key frame {0}</source>
        <translation>等待关键帧 {0}</translation>
    </message>
    <message>
        <source>The address leads nowhere</source>
        <translation>地址解析不到</translation>
    </message>
    <message>
        <source>No host of that name: check the camera directory</source>
        <translation>没有这个主机名，请查摄像机目录</translation>
    </message>
    <message>
        <source>The device cannot be reached</source>
        <translation>设备连不上</translation>
    </message>
    <message>
        <source>Nobody answers: check its power and network</source>
        <translation>无人应答，请查电源和网络</translation>
    </message>
    <message>
        <source>The device gives no video</source>
        <translation>设备不提供视频</translation>
    </message>
    <message>
        <source>The host answers, its video port is closed</source>
        <translation>主机有应答，视频端口未开</translation>
    </message>
    <message>
        <source>The device does not answer</source>
        <translation>设备不应答</translation>
    </message>
    <message>
        <source>Its port is open, it says nothing: restart it</source>
        <translation>端口已开但无应答，请重启设备</translation>
    </message>
    <message>
        <source>No common transport</source>
        <translation>没有共同的传输方式</translation>
    </message>
    <message>
        <source>It offers neither TCP nor UDP: check its settings</source>
        <translation>TCP 与 UDP 都不支持，请查设备设置</translation>
    </message>
    <message>
        <source>The stream holds no pictures</source>
        <translation>码流中没有画面</translation>
    </message>
    <message>
        <source>Sound only: check the channel of the address</source>
        <translation>只有声音，请查地址中的通道</translation>
    </message>
    <message>
        <source>The bytes have stopped</source>
        <translation>码流中断</translation>
    </message>
    <message>
        <source>Connected, nothing arrives: check the encoder</source>
        <translation>已连接但无码流，请查设备编码器</translation>
    </message>
    <message>
        <source>No key frame in 30 s</source>
        <translation>30 秒没有关键帧</translation>
    </message>
    <message>
        <source>The pictures cannot be decoded</source>
        <translation>画面无法解码</translation>
    </message>
    <message>
        <source>Damaged, or a codec unknown here</source>
        <translation>码流损坏，或本机不支持此编码</translation>
    </message>
    <message>
        <source>The device closed the stream</source>
        <translation>设备关闭了码流</translation>
    </message>
    <message>
        <source>It may be restarting</source>
        <translation>设备可能正在重启</translation>
    </message>
    <message>
        <source>The stream could not be opened</source>
        <translation>码流打不开</translation>
    </message>
    <message>
        <source>The log has the words of the device</source>
        <translation>设备的原话见日志</translation>
    </message>
    <message>
        <source>Recordings cannot be played here</source>
        <translation>本机不能播放录像</translation>
    </message>
    <message>
        <source>libVLC is missing: apt install libvlc5 vlc-plugin-base</source>
        <translation>缺少 libVLC：apt install libvlc5 vlc-plugin-base</translation>
    </message>
    <message>
        <source>The file was moved or deleted: choose another</source>
        <translation>文件已移走或删除，请另选一段</translation>
    </message>
    <message>
        <source>The recording cannot be played</source>
        <translation>录像无法播放</translation>
    </message>
    <message>
        <source>No recording</source>
        <translation>没有录像</translation>
    </message>
    <message>
        <source>Recordings of this city appear here</source>
        <translation>本市录像在此播放</translation>
    </message>
    <message>
        <source>Opening the recording</source>
        <translation>正在打开录像</translation>
    </message>
    <message>
        <source>RECORDED · held at {0}</source>
        <translation>录像 · 停在 {0}</translation>
    </message>
    <message>
        <source>{n}× digital</source>
        <translation>数字放大 {n}×</translation>
    </message>
</context>
<context>
    <name>AttachedPlayer</name>
    <message>
        <source>It cannot be played here</source>
        <translation>此处无法播放</translation>
    </message>
    <message>
        <source>libVLC is missing: apt install libvlc5 vlc-plugin-base</source>
        <translation>缺少 libVLC，请安装：apt install libvlc5 vlc-plugin-base</translation>
    </message>
    <message>
        <source>It cannot be played</source>
        <translation>无法播放</translation>
    </message>
    <message>
        <source>Damaged, or a codec unknown here</source>
        <translation>文件损坏，或编码不支持</translation>
    </message>
    <message>
        <source>At its end · {at}</source>
        <translation>已播完 · {at}</translation>
    </message>
    <message>
        <source>Space: again · Esc: back</source>
        <translation>空格：重播 · Esc：返回</translation>
    </message>
    <message>
        <source>Held · {at}</source>
        <translation>已暂停 · {at}</translation>
    </message>
    <message>
        <source>Space: go on · Esc: back</source>
        <translation>空格：继续 · Esc：返回</translation>
    </message>
    <message>
        <source>Playing · {at}</source>
        <translation>正在播放 · {at}</translation>
    </message>
    <message>
        <source>Space: hold · ← → 5 s · Esc: back</source>
        <translation>空格：暂停 · ← → 5 秒 · Esc：返回</translation>
    </message>
    <message>
        <source>Being opened</source>
        <translation>正在打开</translation>
    </message>
    <message>
        <source>Esc: back</source>
        <translation>Esc：返回</translation>
    </message>
    <message>
        <source>No sound: this machine has no sound output</source>
        <translation>没有声音：本机没有声音输出设备</translation>
    </message>
</context>
<context>
    <name>LayoutPicker</name>
    <message>
        <source>Draw a layout</source>
        <translation>绘制布局</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>画面布局</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>free (D)</source>
        <translation>自由 (D)</translation>
    </message>
    <message>
        <source>Number of tiles and Enter · arrows · D draws · Esc</source>
        <translation>键入画面数再回车 · 方向键 · D 绘制 · Esc</translation>
    </message>
    <message>
        <source>Drag over squares · ⇧ arrows, Enter: one tile · Del splits · + − PgUp PgDn · Ctrl+Enter takes</source>
        <translation>拖过方格或 ⇧ 方向键再回车：合并 · Del 拆分 · + − 列 · PgUp PgDn 行 · Ctrl+回车 采用</translation>
    </message>
</context>
<context>
    <name>TourHand</name>
    <message>
        <source>tour held</source>
        <translation>巡航已保持</translation>
    </message>
    <message>
        <source>tour, {n} s</source>
        <translation>巡航 {n} 秒</translation>
    </message>
    <message>
        <source>event, the tour comes back in {n} s</source>
        <translation>事件插播，{n} 秒后恢复巡航</translation>
    </message>
    <message>
        <source>A tour stays {least} to {most} s at each step.</source>
        <translation>巡航每步停留 {least} 至 {most} 秒。</translation>
    </message>
    <message>
        <source>No tour runs here; T begins one.</source>
        <translation>此处没有巡航；按 T 开始。</translation>
    </message>
    <message>
        <source>There are no more cameras than tiles: nothing to go round.</source>
        <translation>摄像机不多于画面，无需巡航。</translation>
    </message>
</context>
<context>
    <name>BudgetPanel</name>
    <message>
        <source>Camera</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>码流</translation>
    </message>
    <message>
        <source>Pictures/s</source>
        <translation>帧/秒</translation>
    </message>
    <message>
        <source>Behind</source>
        <translation>滞后</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Video: health and budget</source>
        <translation>视频：健康与开销</translation>
    </message>
    <message>
        <source>Worker {n}: {cpu} CPU, {streams} streams, {rate} pictures/s, {mbit} Mbit/s</source>
        <translation>进程 {n}：CPU {cpu}，{streams} 路，{rate} 帧/秒，{mbit} Mbit/s</translation>
    </message>
    <message>
        <source>Decoding in software; no GPU is used</source>
        <translation>软件解码，未使用 GPU</translation>
    </message>
    <message>
        <source>{n} streams step back to key frames</source>
        <translation>{n} 路降为仅关键帧</translation>
    </message>
    <message>
        <source>No stream is open</source>
        <translation>没有打开的码流</translation>
    </message>
    <message>
        <source>Streams open where a tile shows a camera.</source>
        <translation>有窗格显示摄像机时才打开码流。</translation>
    </message>
    <message>
        <source>main</source>
        <translation>主</translation>
    </message>
    <message>
        <source>sub</source>
        <translation>子</translation>
    </message>
</context>
<context>
    <name>budget</name>
    <message>
        <source>Key frames only: this machine is at its limit, the smallest step back</source>
        <translation>仅关键帧：本机已到极限，最小的先退让</translation>
    </message>
    <message>
        <source>Key frames only: nobody can see it now</source>
        <translation>仅关键帧：现在没有人看得到</translation>
    </message>
    <message>
        <source>Main stream, scaled to {size}: the camera has no other</source>
        <translation>主码流，缩放到 {size}：该摄像机没有子码流</translation>
    </message>
    <message>
        <source>Sub stream at {size}: the camera has no other</source>
        <translation>子码流 {size}：该摄像机没有主码流</translation>
    </message>
    <message>
        <source>Main stream at {size}: enlarged, or higher than {limit} px</source>
        <translation>主码流 {size}：已放大，或高于 {limit} 像素</translation>
    </message>
    <message>
        <source>Sub stream at {size}: no higher than {limit} px, or until the main one has a picture</source>
        <translation>子码流 {size}：不高于 {limit} 像素，或主码流尚无画面</translation>
    </message>
    <message>
        <source>; it is decoded at {width}x{height}</source>
        <translation>；解码尺寸 {width}x{height}</translation>
    </message>
</context>
<context>
    <name>Steering</name>
    <message>
        <source>This camera cannot be steered: no address for it is entered</source>
        <translation>此摄像机无法操控：未登记控制地址</translation>
    </message>
    <message>
        <source>Your post steers no cameras</source>
        <translation>您的岗位无权操控摄像机</translation>
    </message>
    <message>
        <source>{name} steers this camera. P again takes it over; it is noted</source>
        <translation>{name} 正在操控此摄像机。再按 P 接管，将留痕</translation>
    </message>
    <message>
        <source>{name} steers this camera</source>
        <translation>{name} 正在操控此摄像机</translation>
    </message>
    <message>
        <source>{name} has taken the camera over</source>
        <translation>{name} 已接管此摄像机</translation>
    </message>
    <message>
        <source>The camera was let go: no order for a minute</source>
        <translation>一分钟无操作，已释放摄像机</translation>
    </message>
    <message>
        <source>arrows, + −, Shift fast · digits preset, S digits save · H home · Esc lets go</source>
        <translation>方向键转动，+ − 变倍，Shift 加速 · 数字调预置位，S 数字保存 · H 归位 · Esc 释放</translation>
    </message>
    <message>
        <source>PTZ {number} {name} · you steer</source>
        <translation>云台 {number} {name} · 您正在操控</translation>
    </message>
    <message>
        <source>save preset {n}</source>
        <translation>保存预置位 {n}</translation>
    </message>
    <message>
        <source>preset {n}</source>
        <translation>预置位 {n}</translation>
    </message>
    <message>
        <source>PTZ {number} {name}</source>
        <translation>云台 {number} {name}</translation>
    </message>
    <message>
        <source>PTZ {number} {name} · {who} steers, until {time}</source>
        <translation>云台 {number} {name} · {who} 操控中，至 {time}</translation>
    </message>
    <message>
        <source>The camera refuses user or password: correct them in its entry</source>
        <translation>摄像机拒绝用户名或密码：请在摄像机登记中更正</translation>
    </message>
    <message>
        <source>The camera's control does not answer: check its power, network and address</source>
        <translation>摄像机控制端无应答：请检查电源、网络和地址</translation>
    </message>
    <message>
        <source>The camera's control is slow to answer; try again</source>
        <translation>摄像机控制端应答过慢，请重试</translation>
    </message>
    <message>
        <source>The device says that it cannot be steered</source>
        <translation>设备称不支持云台控制</translation>
    </message>
    <message>
        <source>The camera has no such preset</source>
        <translation>摄像机没有此预置位</translation>
    </message>
    <message>
        <source>The address for steering is none: correct it in the camera's entry</source>
        <translation>控制地址无效：请在摄像机登记中更正</translation>
    </message>
    <message>
        <source>The camera refuses this order</source>
        <translation>摄像机拒绝此指令</translation>
    </message>
</context>
</TS>
