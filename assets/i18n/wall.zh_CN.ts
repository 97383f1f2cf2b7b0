<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Acts</name>
    <message>
        <location filename="../../wall/acts.py" line="47"/>
        <source>{word}: not known; help lists the words</source>
        <translation>{word}：不认识；help 列出全部命令</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="50"/>
        <source>camera: which number?</source>
        <translation>摄像机：几号？</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="51"/>
        <source>case: which number?</source>
        <translation>案件：几号？</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="52"/>
        <source>pole: which number?</source>
        <translation>音柱：几号？</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="53"/>
        <source>find: what?</source>
        <translation>查找：什么？</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="54"/>
        <source>scene: which?</source>
        <translation>场景：哪一个？</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="60"/>
        <source>show camera {name}</source>
        <translation>调看摄像机 {name}</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="60"/>
        <source>no camera {name}</source>
        <translation>没有摄像机 {name}</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="67"/>
        <source>open case {name}</source>
        <translation>打开案件 {name}</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="67"/>
        <source>no open case {name}</source>
        <translation>没有在办案件 {name}</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="71"/>
        <source>broadcast at pole {name}</source>
        <translation>到音柱 {name} 喊话</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="71"/>
        <source>no pole {name}</source>
        <translation>没有音柱 {name}</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="74"/>
        <source>{n} found</source>
        <translation>找到 {n} 件</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="81"/>
        <source>the tables of the city profile</source>
        <translation>城市档案的表格</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="83"/>
        <source>scene {name}</source>
        <translation>场景 {name}</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="112"/>
        <source>{n} found; the first is open</source>
        <translation>找到 {n} 件，已打开第一件</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="127"/>
        <source>nothing found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="147"/>
        <source>There is no broadcast gateway on this seat</source>
        <translation>本席位没有喊话网关</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="149"/>
        <source>Stopping all poles …</source>
        <translation>正在全部停播 …</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="153"/>
        <source>All poles are silent; {n} stopped</source>
        <translation>全部音柱已静音，停止 {n} 路</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="176"/>
        <source>no alarm waits</source>
        <translation>没有待确认的报警</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="183"/>
        <source>done</source>
        <translation>已执行</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="55"/>
        <location filename="../../wall/acts.py" line="78"/>
        <source>pair: the code of the screen, then its name</source>
        <translation>配对：先输入屏幕上的配对码，再输入屏幕名称</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="79"/>
        <source>pair the screen that shows {code} as {name}</source>
        <translation>将显示 {code} 的屏幕配对为 {name}</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="164"/>
        <source>{name} is paired</source>
        <translation>{name} 已配对</translation>
    </message>
    <message>
        <location filename="../../wall/acts.py" line="169"/>
        <source>No screen shows this code, or not any more</source>
        <translation>没有屏幕显示此码，或已过期</translation>
    </message>
</context>
<context>
    <name>CaseActs</name>
    <message>
        <location filename="../../wall/case_acts.py" line="64"/>
        <source> · Tab: {others}</source>
        <translation> · Tab：{others}</translation>
    </message>
    <message>
        <location filename="../../wall/case_acts.py" line="189"/>
        <source>{act}: done</source>
        <translation>{act}：已办</translation>
    </message>
    <message>
        <location filename="../../wall/case_acts.py" line="103"/>
        <source>{word} may be: {names}</source>
        <translation>{word} 可以是：{names}</translation>
    </message>
    <message>
        <location filename="../../wall/case_acts.py" line="130"/>
        <source>{word}: which case? Type its number</source>
        <translation>{word}：哪个案件？请输入短号</translation>
    </message>
    <message>
        <location filename="../../wall/case_acts.py" line="132"/>
        <source>no open case {name}</source>
        <translation>没有在办案件 {name}</translation>
    </message>
    <message>
        <location filename="../../wall/case_acts.py" line="137"/>
        <source>{n} open cases are called {number}: {names}. Type the day, too</source>
        <translation>{number} 有 {n} 件在办：{names}。请带上日期</translation>
    </message>
    <message>
        <location filename="../../wall/case_acts.py" line="150"/>
        <source>Entered for whom? Add @name: {names}</source>
        <translation>代谁录入？加 @姓名：{names}</translation>
    </message>
    <message>
        <location filename="../../wall/case_acts.py" line="163"/>
        <source>{words}: no such answer</source>
        <translation>{words}：没有这个选项</translation>
    </message>
    <message>
        <location filename="../../wall/case_acts.py" line="179"/>
        <source>{words}: more than this act asks</source>
        <translation>{words}：多余的内容</translation>
    </message>
    <message>
        <location filename="../../wall/case_acts.py" line="191"/>
        <source>last {clock} {act}</source>
        <translation>上一条 {clock} {act}</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <location filename="../../wall/commandline.py" line="84"/>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <location filename="../../wall/commandline.py" line="85"/>
        <source>37, pq 128 hw, find manhole, case 128, help</source>
        <translation>37，pq 128 hw，查找 井盖，案件 128，帮助</translation>
    </message>
    <message>
        <location filename="../../wall/commandline.py" line="86"/>
        <source>37 Enter camera · F12 stop all · ? keys</source>
        <translation>37 Enter 调看 · F12 全部停播 · ? 键位</translation>
    </message>
    <message>
        <location filename="../../wall/commandline.py" line="86"/>
        <source>37 Enter camera · ? keys</source>
        <translation>37 Enter 调看 · ? 键位</translation>
    </message>
</context>
<context>
    <name>EntryForm</name>
    <message>
        <location filename="../../wall/entryform.py" line="68"/>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <location filename="../../wall/entryform.py" line="82"/>
        <source>Second factor</source>
        <translation>第二重验证</translation>
    </message>
    <message>
        <location filename="../../wall/entryform.py" line="83"/>
        <source>Enter the six digits of the authenticator, or a recovery code.</source>
        <translation>请输入验证器上的六位数字，或一个恢复码。</translation>
    </message>
    <message>
        <location filename="../../wall/entryform.py" line="84"/>
        <location filename="../../wall/entryform.py" line="101"/>
        <source>code</source>
        <translation>验证码</translation>
    </message>
    <message>
        <location filename="../../wall/entryform.py" line="72"/>
        <source>That code does not hold. Wait for the next one; each works once.</source>
        <translation>验证码无效。请等待下一个验证码；每个只能用一次。</translation>
    </message>
    <message>
        <location filename="../../wall/entryform.py" line="86"/>
        <source>A new password first</source>
        <translation>请先更改密码</translation>
    </message>
    <message>
        <location filename="../../wall/entryform.py" line="87"/>
        <source>This seat has a one-time password. Choose its own; this seat&apos;s account file keeps it.</source>
        <translation>本席位使用的是一次性密码。请设定新密码，新密码将保存在本席位的账号文件中。</translation>
    </message>
    <message>
        <location filename="../../wall/entryform.py" line="89"/>
        <source>new password</source>
        <translation>新密码</translation>
    </message>
    <message>
        <location filename="../../wall/entryform.py" line="92"/>
        <source>the same again</source>
        <translation>再次输入</translation>
    </message>
    <message>
        <location filename="../../wall/entryform.py" line="91"/>
        <source>Too easy: longer, and not the user&apos;s name.</source>
        <translation>密码过于简单：请加长，且不得与用户名相同。</translation>
    </message>
    <message>
        <location filename="../../wall/entryform.py" line="94"/>
        <source>Set up the second factor first</source>
        <translation>请先设置第二重验证</translation>
    </message>
    <message>
        <location filename="../../wall/entryform.py" line="96"/>
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
        <location filename="../../wall/entryform.py" line="121"/>
        <source>The two are not the same.</source>
        <translation>两次输入不一致。</translation>
    </message>
    <message>
        <location filename="../../wall/entryform.py" line="75"/>
        <source>Log in with your own account. It must hold the post of this seat.</source>
        <translation>请用本人账号登录，账号须具有本席位的岗位。</translation>
    </message>
    <message>
        <location filename="../../wall/entryform.py" line="74"/>
        <source>Log-in</source>
        <translation>登录</translation>
    </message>
    <message>
        <location filename="../../wall/entryform.py" line="80"/>
        <source>This account does not hold the post of this seat.</source>
        <translation>此账号没有本席位的岗位。</translation>
    </message>
    <message>
        <location filename="../../wall/entryform.py" line="77"/>
        <source>password</source>
        <translation>密码</translation>
    </message>
    <message>
        <location filename="../../wall/entryform.py" line="76"/>
        <source>user name</source>
        <translation>用户名</translation>
    </message>
</context>
<context>
    <name>PairingScreen</name>
    <message>
        <location filename="../../wall/pairing.py" line="34"/>
        <source>This screen&apos;s permission has ended: it was revoked or ran out.</source>
        <translation>本屏的授权已终止：已被撤销或已到期。</translation>
    </message>
    <message>
        <location filename="../../wall/pairing.py" line="35"/>
        <source>Pair this screen</source>
        <translation>本屏待配对</translation>
    </message>
    <message>
        <location filename="../../wall/pairing.py" line="39"/>
        <source>holds {left}, then a new code comes by itself</source>
        <translation>有效 {left}，到时自动更换</translation>
    </message>
    <message>
        <location filename="../../wall/pairing.py" line="40"/>
        <source>At a seat of the hall, on the command line:  / pair {code} NAME OF THIS SCREEN</source>
        <translation>请在指挥大厅席位的命令行输入：/ 配对 {code} 屏幕名称</translation>
    </message>
    <message>
        <location filename="../../wall/pairing.py" line="42"/>
        <source>Duty officers and administrators may do so. The screen then shows the public view only.</source>
        <translation>值班员和管理员可以配对。配对后本屏只显示公开内容。</translation>
    </message>
    <message>
        <location filename="../../wall/pairing.py" line="45"/>
        <source>A code is being fetched</source>
        <translation>正在获取配对码</translation>
    </message>
    <message>
        <location filename="../../wall/pairing.py" line="50"/>
        <source>It is tried again by itself.</source>
        <translation>将自动重试。</translation>
    </message>
    <message>
        <location filename="../../wall/pairing.py" line="51"/>
        <source>Server {address}</source>
        <translation>服务器 {address}</translation>
    </message>
    <message>
        <location filename="../../wall/pairing.py" line="48"/>
        <source>The server does not answer.</source>
        <translation>服务器没有响应。</translation>
    </message>
</context>
<context>
    <name>Room</name>
    <message>
        <location filename="../../wall/chrome.py" line="34"/>
        <source>City Management Command Centre</source>
        <translation>城市管理指挥中心</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="39"/>
        <source>Centre</source>
        <translation>中心连接</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="49"/>
        <source>Alarm rate</source>
        <translation>报警率</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="50"/>
        <source>{n} in 10 min</source>
        <translation>{n} 条/10分</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="51"/>
        <source>1 calm</source>
        <translation>1 平静</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="52"/>
        <source>10 flood</source>
        <translation>10 泛滥</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="61"/>
        <source>connecting</source>
        <translation>连接中</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="62"/>
        <source>connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="63"/>
        <source>late</source>
        <translation>迟滞</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="64"/>
        <source>offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="86"/>
        <source>Server lost · data as of {clock} · {age}</source>
        <translation>中心连接中断 · 数据停在 {clock} · 已 {age}</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="98"/>
        <source>ON AIR  {person} → {n} poles  {minutes}:{seconds}</source>
        <translation>正在喊话 ON AIR  {person} → {n} 根音柱  已讲 {minutes}:{seconds}</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="116"/>
        <location filename="../../wall/wording.py" line="19"/>
        <source>Cases</source>
        <translation>案件</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="117"/>
        <source>Vehicles</source>
        <translation>车辆</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="118"/>
        <source>Poles</source>
        <translation>音柱</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="121"/>
        <source>Cameras</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="123"/>
        <source>Base map</source>
        <translation>底图</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="125"/>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="126"/>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="138"/>
        <source>data {age}</source>
        <translation>数据 {age}</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="144"/>
        <source>cases and video</source>
        <translation>案件视频</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="146"/>
        <source>broadcast</source>
        <translation>喊话</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="148"/>
        <source>map</source>
        <translation>地图</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="150"/>
        <source>video</source>
        <translation>视频</translation>
    </message>
    <message>
        <location filename="../../wall/chrome.py" line="152"/>
        <source>figures</source>
        <translation>指标</translation>
    </message>
    <message>
        <location filename="../../wall/keyboard.py" line="80"/>
        <source>Stop all: silence every loudspeaker pole</source>
        <translation>全部停播：所有音柱立即静音</translation>
    </message>
    <message>
        <location filename="../../wall/keyboard.py" line="81"/>
        <source>Command line</source>
        <translation>命令行</translation>
    </message>
    <message>
        <location filename="../../wall/keyboard.py" line="82"/>
        <source>Camera 37 on the wall</source>
        <translation>37 号摄像机上墙</translation>
    </message>
    <message>
        <location filename="../../wall/keyboard.py" line="83"/>
        <source>Open the most urgent case with this word</source>
        <translation>打开含此词的最急案件</translation>
    </message>
    <message>
        <location filename="../../wall/keyboard.py" line="84"/>
        <source>Open a case by its short number</source>
        <translation>按短号打开案件</translation>
    </message>
    <message>
        <location filename="../../wall/keyboard.py" line="85"/>
        <source>Broadcast at a pole</source>
        <translation>到音柱喊话</translation>
    </message>
    <message>
        <location filename="../../wall/keyboard.py" line="88"/>
        <source>Act on a case: act, number, what it asks; Tab completes</source>
        <translation>案件操作：操作 短号 内容；Tab 补全</translation>
    </message>
    <message>
        <location filename="../../wall/keyboard.py" line="90"/>
        <source>Acknowledge the most urgent alarm</source>
        <translation>确认最急的报警</translation>
    </message>
    <message>
        <location filename="../../wall/keyboard.py" line="92"/>
        <source>Tables of the city profile (administrators)</source>
        <translation>城市档案的表格（管理员）</translation>
    </message>
    <message>
        <location filename="../../wall/keyboard.py" line="94"/>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <location filename="../../wall/keyboard.py" line="95"/>
        <source>Colours</source>
        <translation>深色、浅色</translation>
    </message>
    <message>
        <location filename="../../wall/keyboard.py" line="96"/>
        <source>These keys</source>
        <translation>本页</translation>
    </message>
    <message>
        <location filename="../../wall/pool.py" line="82"/>
        <source>This panel cannot be shown: %1</source>
        <translation>此面板无法显示：%1</translation>
    </message>
    <message>
        <location filename="../../wall/pool.py" line="87"/>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <location filename="../../wall/room.py" line="107"/>
        <source>The account of this seat is missing in {folder}</source>
        <translation>缺少本席位的账号文件：{folder}</translation>
    </message>
    <message>
        <location filename="../../wall/room.py" line="237"/>
        <source>There is no such scene</source>
        <translation>没有这个场景</translation>
    </message>
    <message>
        <location filename="../../wall/room.py" line="303"/>
        <source>Not connected yet</source>
        <translation>尚未连接</translation>
    </message>
    <message>
        <location filename="../../wall/room.py" line="351"/>
        <source>Keys</source>
        <translation>键位</translation>
    </message>
    <message>
        <location filename="../../wall/room.py" line="399"/>
        <source>Screen {n}</source>
        <translation>屏 {n}</translation>
    </message>
    <message>
        <location filename="../../wall/screens.py" line="89"/>
        <source>Connecting to the server</source>
        <translation>正在连接中心服务器</translation>
    </message>
    <message>
        <location filename="../../wall/wallbar.py" line="73"/>
        <source>City management today</source>
        <translation>城市管理运行</translation>
    </message>
    <message>
        <location filename="../../wall/wallbar.py" line="78"/>
        <source>since 0:00</source>
        <translation>今日 0:00 起</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="13"/>
        <source>Duty</source>
        <translation>值守</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="14"/>
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="15"/>
        <source>Broadcast</source>
        <translation>喊话</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="16"/>
        <source>Leader</source>
        <translation>领导</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="17"/>
        <source>Meeting room</source>
        <translation>会议室</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="18"/>
        <source>Evaluation</source>
        <translation>评价</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="23"/>
        <source>City profile</source>
        <translation>城市档案</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="38"/>
        <source>Administrator&apos;s seat</source>
        <translation>管理员席</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="46"/>
        <source>Monday</source>
        <translation>星期一</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="47"/>
        <source>Tuesday</source>
        <translation>星期二</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="48"/>
        <source>Wednesday</source>
        <translation>星期三</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="49"/>
        <source>Thursday</source>
        <translation>星期四</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="50"/>
        <source>Friday</source>
        <translation>星期五</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="51"/>
        <source>Saturday</source>
        <translation>星期六</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="52"/>
        <source>Sunday</source>
        <translation>星期日</translation>
    </message>
    <message>
        <location filename="../../wall/room.py" line="246"/>
        <source>{reason} They are read from {file}.</source>
        <translation>{reason}账号文件：{file}</translation>
    </message>
    <message>
        <location filename="../../wall/room.py" line="271"/>
        <source>The log-in is finished at the screen of the command line.</source>
        <translation>请在命令行所在屏幕完成登录。</translation>
    </message>
    <message>
        <location filename="../../wall/room.py" line="274"/>
        <source>The log-in of this seat needs somebody at its keyboard.</source>
        <translation>本席位登录需要有人在键盘前操作。</translation>
    </message>
    <message>
        <location filename="../../wall/keyboard.py" line="91"/>
        <source>Pair the kiosk screen that shows this code</source>
        <translation>为显示此码的会议室屏配对</translation>
    </message>
    <message>
        <location filename="../../wall/room.py" line="250"/>
        <source>The server does not let this seat in</source>
        <translation>服务器拒绝本席位登录</translation>
    </message>
    <message>
        <location filename="../../wall/room.py" line="271"/>
        <source>Log-in</source>
        <translation>登录</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="22"/>
        <source>Call</source>
        <translation>来电登记</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="24"/>
        <source>Call-backs</source>
        <translation>回访</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="35"/>
        <source>Department terminal</source>
        <translation>部门终端</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="34"/>
        <source>Dispatcher&apos;s seat</source>
        <translation>派遣席</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="36"/>
        <source>District terminal</source>
        <translation>区级终端</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="20"/>
        <source>Figures</source>
        <translation>统计</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="37"/>
        <source>Inspector&apos;s desk</source>
        <translation>监督员席</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="32"/>
        <source>Intake seat</source>
        <translation>受理席</translation>
    </message>
    <message>
        <location filename="../../wall/room.py" line="261"/>
        <source>Only the seat of a post changes hands; this is the hall&apos;s wall</source>
        <translation>只有岗位席位可以换人；这里是指挥大屏</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="21"/>
        <source>Report</source>
        <translation>上报</translation>
    </message>
    <message>
        <location filename="../../wall/wording.py" line="33"/>
        <source>Shift leader&apos;s seat</source>
        <translation>值班长席</translation>
    </message>
    <message>
        <location filename="../../wall/keyboard.py" line="93"/>
        <source>Somebody else takes this seat</source>
        <translation>换人登录</translation>
    </message>
    <message>
        <location filename="../../wall/room.py" line="249"/>
        <source>The account in {file} does not hold the post of this seat.</source>
        <translation>{file} 中的账号没有本席位的岗位。</translation>
    </message>
    <message>
        <source>Through the queue; Enter: to the case, whose letters act</source>
        <translation>在队列中移动；回车进入案件，字母键办理</translation>
    </message>
</context>
</TS>
