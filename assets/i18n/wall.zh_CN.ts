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
        <source>the tables of the city profile</source>
        <translation>城市档案的表格</translation>
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
    <message>
        <source>pair: the code of the screen, then its name</source>
        <translation>配对：先输入屏幕上的配对码，再输入屏幕名称</translation>
    </message>
    <message>
        <source>pair the screen that shows {code} as {name}</source>
        <translation>将显示 {code} 的屏幕配对为 {name}</translation>
    </message>
    <message>
        <source>{name} is paired</source>
        <translation>{name} 已配对</translation>
    </message>
    <message>
        <source>No screen shows this code, or not any more</source>
        <translation>没有屏幕显示此码，或已过期</translation>
    </message>
    <message>
        <source>layout: 16, 1+5 or 4x3</source>
        <translation>布局：16、1+5 或 4x3</translation>
    </message>
    <message>
        <source>tour: seconds, run, hold, next, last; 0 ends it</source>
        <translation>巡航：秒数、run、hold、next、last；0 结束</translation>
    </message>
    <message>
        <source>preset: {names}</source>
        <translation>预置：{names}</translation>
    </message>
    <message>
        <source>preset {name}</source>
        <translation>预置 {name}</translation>
    </message>
    <message>
        <source>keep: a number of 1 to 999, then a title</source>
        <translation>存预置：编号 1 至 999，再写名称</translation>
    </message>
    <message>
        <source>salvo: the cameras' numbers</source>
        <translation>组显：摄像机编号</translation>
    </message>
    <message>
        <source>put: the camera's number, then the tile's</source>
        <translation>投到：摄像机编号，再写画面号</translation>
    </message>
</context>
<context>
    <name>CaseActs</name>
    <message>
        <source> · Tab: {others}</source>
        <translation> · Tab：{others}</translation>
    </message>
    <message>
        <source>{act}: done</source>
        <translation>{act}：已办</translation>
    </message>
    <message>
        <source>{word} may be: {names}</source>
        <translation>{word} 可以是：{names}</translation>
    </message>
    <message>
        <source>{word}: which case? Type its number</source>
        <translation>{word}：哪个案件？请输入短号</translation>
    </message>
    <message>
        <source>no open case {name}</source>
        <translation>没有在办案件 {name}</translation>
    </message>
    <message>
        <source>{n} open cases are called {number}: {names}. Type the day, too</source>
        <translation>{number} 有 {n} 件在办：{names}。请带上日期</translation>
    </message>
    <message>
        <source>Entered for whom? Add @name: {names}</source>
        <translation>代谁录入？加 @姓名：{names}</translation>
    </message>
    <message>
        <source>{words}: no such answer</source>
        <translation>{words}：没有这个选项</translation>
    </message>
    <message>
        <source>{words}: more than this act asks</source>
        <translation>{words}：多余的内容</translation>
    </message>
    <message>
        <source>last {clock} {act}</source>
        <translation>上一条 {clock} {act}</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>37, pq 128 hw, find manhole, case 128, help</source>
        <translation>37，pq 128 hw，查找 井盖，案件 128，帮助</translation>
    </message>
    <message>
        <source>37 Enter camera · F12 stop all · ? keys</source>
        <translation>37 Enter 调看 · F12 全部停播 · ? 键位</translation>
    </message>
    <message>
        <source>37 Enter camera · ? keys</source>
        <translation>37 Enter 调看 · ? 键位</translation>
    </message>
</context>
<context>
    <name>EntryForm</name>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Second factor</source>
        <translation>第二重验证</translation>
    </message>
    <message>
        <source>Enter the six digits of the authenticator, or a recovery code.</source>
        <translation>请输入验证器上的六位数字，或一个恢复码。</translation>
    </message>
    <message>
        <source>code</source>
        <translation>验证码</translation>
    </message>
    <message>
        <source>That code does not hold. Wait for the next one; each works once.</source>
        <translation>验证码无效。请等待下一个验证码；每个只能用一次。</translation>
    </message>
    <message>
        <source>A new password first</source>
        <translation>请先更改密码</translation>
    </message>
    <message>
        <source>This seat has a one-time password. Choose its own; this seat&apos;s account file keeps it.</source>
        <translation>本席位使用的是一次性密码。请设定新密码，新密码将保存在本席位的账号文件中。</translation>
    </message>
    <message>
        <source>new password</source>
        <translation>新密码</translation>
    </message>
    <message>
        <source>the same again</source>
        <translation>再次输入</translation>
    </message>
    <message>
        <source>Too easy: longer, and not the user&apos;s name.</source>
        <translation>密码过于简单：请加长，且不得与用户名相同。</translation>
    </message>
    <message>
        <source>Set up the second factor first</source>
        <translation>请先设置第二重验证</translation>
    </message>
    <message>
        <source>The posts of this account need one. Put this key into an authenticator:
{secret}

Write these recovery codes down; they are never shown again:
{codes}

Then enter its first six digits.</source>
        <translation>本账号的岗位要求第二重验证。请将此密钥录入验证器：
{secret}

请抄下恢复码，之后不再显示：
{codes}

然后输入验证器给出的第一个六位数字。</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>两次输入不一致。</translation>
    </message>
    <message>
        <source>Log in with your own account. It must hold the post of this seat.</source>
        <translation>请用本人账号登录，账号须具有本席位的岗位。</translation>
    </message>
    <message>
        <source>Log-in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>This account does not hold the post of this seat.</source>
        <translation>此账号没有本席位的岗位。</translation>
    </message>
    <message>
        <source>password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>user name</source>
        <translation>用户名</translation>
    </message>
</context>
<context>
    <name>PairingScreen</name>
    <message>
        <source>This screen&apos;s permission has ended: it was revoked or ran out.</source>
        <translation>本屏的授权已终止：已被撤销或已到期。</translation>
    </message>
    <message>
        <source>Pair this screen</source>
        <translation>本屏待配对</translation>
    </message>
    <message>
        <source>holds {left}, then a new code comes by itself</source>
        <translation>有效 {left}，到时自动更换</translation>
    </message>
    <message>
        <source>At a seat of the hall, on the command line:  / pair {code} NAME OF THIS SCREEN</source>
        <translation>请在指挥大厅席位的命令行输入：/ 配对 {code} 屏幕名称</translation>
    </message>
    <message>
        <source>Duty officers and administrators may do so. The screen then shows the public view only.</source>
        <translation>值班员和管理员可以配对。配对后本屏只显示公开内容。</translation>
    </message>
    <message>
        <source>A code is being fetched</source>
        <translation>正在获取配对码</translation>
    </message>
    <message>
        <source>It is tried again by itself.</source>
        <translation>将自动重试。</translation>
    </message>
    <message>
        <source>Server {address}</source>
        <translation>服务器 {address}</translation>
    </message>
    <message>
        <source>The server does not answer.</source>
        <translation>服务器没有响应。</translation>
    </message>
</context>
<context>
    <name>Room</name>
    <message>
        <source>Health of the cameras</source>
        <translation>摄像机健康</translation>
    </message>
    <message>
        <source>On a live tile: steer the camera; go to its preset 5; Esc: let go</source>
        <translation>在实时画面上：操控云台；转到预置位 5；Esc 释放</translation>
    </message>
    <message>
        <source>On a tile: keep a picture, a clip; attach it to the case; replay</source>
        <translation>在画面上：截图、截取片段；附到案件；回放</translation>
    </message>
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
        <source>Command line, from anywhere; Esc: back to where one was</source>
        <translation>命令行，在任何地方；Esc 回到原处</translation>
    </message>
    <message>
        <source>The queue: chips, by words, by choices; Esc clears</source>
        <translation>队列：换分类、按词语、按条件筛选；Esc 清除</translation>
    </message>
    <message>
        <source>Keep this filter by name; ask the first kept one</source>
        <translation>筛选按名称保存；调用第一个保存的筛选</translation>
    </message>
    <message>
        <source>At a case: all its acts, print, photos, take over</source>
        <translation>在案件上：全部操作、打印、照片、接管</translation>
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
        <source>Act on a case: act, number, what it asks; Tab completes</source>
        <translation>案件操作：操作 短号 内容；Tab 补全</translation>
    </message>
    <message>
        <source>Acknowledge the most urgent alarm</source>
        <translation>确认最急的报警</translation>
    </message>
    <message>
        <source>Tables of the city profile (administrators)</source>
        <translation>城市档案的表格（管理员）</translation>
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
        <source>Evaluation</source>
        <translation>评价</translation>
    </message>
    <message>
        <source>City profile</source>
        <translation>城市档案</translation>
    </message>
    <message>
        <source>Administrator&apos;s seat</source>
        <translation>管理员席</translation>
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
    <message>
        <source>{reason} They are read from {file}.</source>
        <translation>{reason}账号文件：{file}</translation>
    </message>
    <message>
        <source>The log-in is finished at the screen of the command line.</source>
        <translation>请在命令行所在屏幕完成登录。</translation>
    </message>
    <message>
        <source>The log-in of this seat needs somebody at its keyboard.</source>
        <translation>本席位登录需要有人在键盘前操作。</translation>
    </message>
    <message>
        <source>Pair the kiosk screen that shows this code</source>
        <translation>为显示此码的会议室屏配对</translation>
    </message>
    <message>
        <source>The server does not let this seat in</source>
        <translation>服务器拒绝本席位登录</translation>
    </message>
    <message>
        <source>Log-in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>来电登记</translation>
    </message>
    <message>
        <source>Call-backs</source>
        <translation>回访</translation>
    </message>
    <message>
        <source>Department terminal</source>
        <translation>部门终端</translation>
    </message>
    <message>
        <source>Dispatcher&apos;s seat</source>
        <translation>派遣席</translation>
    </message>
    <message>
        <source>District terminal</source>
        <translation>区级终端</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Inspector&apos;s desk</source>
        <translation>监督员席</translation>
    </message>
    <message>
        <source>Intake seat</source>
        <translation>受理席</translation>
    </message>
    <message>
        <source>Only the seat of a post changes hands; this is the hall&apos;s wall</source>
        <translation>只有岗位席位可以换人；这里是指挥大屏</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>上报</translation>
    </message>
    <message>
        <source>Shift leader&apos;s seat</source>
        <translation>值班长席</translation>
    </message>
    <message>
        <source>Somebody else takes this seat</source>
        <translation>换人登录</translation>
    </message>
    <message>
        <source>The account in {file} does not hold the post of this seat.</source>
        <translation>{file} 中的账号没有本席位的岗位。</translation>
    </message>
    <message>
        <source>Through the queue; Enter: to the case, whose letters act</source>
        <translation>在队列中移动；回车进入案件，字母键办理</translation>
    </message>
    <message>
        <source>Video: 16 tiles, the menu of layouts, the one before</source>
        <translation>视频：16 画面、布局菜单、恢复上一布局</translation>
    </message>
    <message>
        <source>Tour of 15 s, hold; next, last; this tile goes round</source>
        <translation>15 秒巡航、保持；下一步、上一步；本画面轮巡或固定</translation>
    </message>
    <message>
        <source>Preset 5 of a part of the wall; keep it</source>
        <translation>调用预置 5（部分画面）；存为预置</translation>
    </message>
    <message>
        <source>Zoom a tile, look around in it, the whole again</source>
        <translation>放大画面、移动、恢复全图</translation>
    </message>
</context>
<context>
    <name>VideoActs</name>
    <message>
        <source>No video is on the wall now</source>
        <translation>现在没有视频画面</translation>
    </message>
    <message>
        <source>{text} is no layout; 16, 1+5 and 4x3 are</source>
        <translation>没有布局 {text}；可用 16、1+5、4x3</translation>
    </message>
    <message>
        <source>tour: seconds, run, hold, next, last; 0 ends it</source>
        <translation>巡航：秒数、run、hold、next、last；0 结束</translation>
    </message>
    <message>
        <source>preset {name}</source>
        <translation>预置 {name}</translation>
    </message>
    <message>
        <source>Which? {names}</source>
        <translation>哪一个？{names}</translation>
    </message>
    <message>
        <source>There is no preset {text}</source>
        <translation>没有预置 {text}</translation>
    </message>
    <message>
        <source>keep: a number of 1 to 999, then a title</source>
        <translation>存预置：编号 1 至 999，再写名称</translation>
    </message>
    <message>
        <source>preset {n} is gone</source>
        <translation>预置 {n} 已删除</translation>
    </message>
    <message>
        <source>None of these tiles shows a camera</source>
        <translation>这些画面没有摄像机</translation>
    </message>
    <message>
        <source>kept as preset {n}</source>
        <translation>已存为预置 {n}</translation>
    </message>
    <message>
        <source>no camera {name}</source>
        <translation>没有摄像机 {name}</translation>
    </message>
    <message>
        <source>Preset {n} is {title}; keep {n}! replaces it</source>
        <translation>预置 {n} 已是“{title}”；keep {n}! 可替换</translation>
    </message>
    <message>
        <source>put: the camera's number, then the tile's</source>
        <translation>投到：摄像机编号，再写画面号</translation>
    </message>
    <message>
        <source>This panel has {n} tiles</source>
        <translation>此处有 {n} 个画面</translation>
    </message>
</context>
</TS>
