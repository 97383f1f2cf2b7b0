<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Card</name>
    <message>
        <location filename="../../panelkit/cards.py" line="48"/>
        <source>This panel failed</source>
        <translation>本面板出错</translation>
    </message>
    <message>
        <location filename="../../panelkit/cards.py" line="49"/>
        <source>The rest of the wall goes on. Noted in the log: {what}</source>
        <translation>大屏其余部分照常运行。已记入日志：{what}</translation>
    </message>
    <message>
        <location filename="../../panelkit/cards.py" line="51"/>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>LimitRing</name>
    <message>
        <location filename="../../panelkit/ring.py" line="57"/>
        <source>overdue</source>
        <translation>已超时</translation>
    </message>
    <message>
        <location filename="../../panelkit/ring.py" line="57"/>
        <source>no clock</source>
        <translation>停表</translation>
    </message>
    <message>
        <location filename="../../panelkit/ring.py" line="57"/>
        <source>left</source>
        <translation>剩余</translation>
    </message>
</context>
<context>
    <name>Panel</name>
    <message>
        <location filename="../../panelkit/panel.py" line="200"/>
        <source>waiting for the server</source>
        <translation>等待服务器</translation>
    </message>
    <message>
        <location filename="../../panelkit/panel.py" line="202"/>
        <source>data {age} old</source>
        <translation>{age}前的数据</translation>
    </message>
    <message>
        <location filename="../../panelkit/panel.py" line="212"/>
        <source>Server offline since {clock}</source>
        <translation>服务器自 {clock} 离线</translation>
    </message>
    <message>
        <location filename="../../panelkit/panel.py" line="270"/>
        <source>Waiting for the server</source>
        <translation>等待服务器</translation>
    </message>
    <message>
        <location filename="../../panelkit/panel.py" line="270"/>
        <source>The first snapshot is being fetched.</source>
        <translation>正在获取首份数据。</translation>
    </message>
</context>
<context>
    <name>format</name>
    <message>
        <location filename="../../panelkit/format.py" line="43"/>
        <source>{n} s ago</source>
        <translation>{n} 秒前</translation>
    </message>
    <message>
        <location filename="../../panelkit/format.py" line="44"/>
        <source>{span} ago</source>
        <translation>{span}前</translation>
    </message>
    <message>
        <location filename="../../panelkit/format.py" line="50"/>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <location filename="../../panelkit/format.py" line="52"/>
        <source>{n} min</source>
        <translation>{n} 分</translation>
    </message>
    <message>
        <location filename="../../panelkit/format.py" line="54"/>
        <source>{n} h</source>
        <translation>{n} 小时</translation>
    </message>
    <message>
        <location filename="../../panelkit/format.py" line="55"/>
        <source>{n} d</source>
        <translation>{n} 天</translation>
    </message>
    <message>
        <location filename="../../panelkit/format.py" line="81"/>
        <source>{month}-{day}</source>
        <translation>{month}月{day}日</translation>
    </message>
</context>
<context>
    <name>refusal</name>
    <message>
        <location filename="../../panelkit/refusal.py" line="14"/>
        <source>The request was not understood ({field}).</source>
        <translation>请求无法识别（{field}）。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="15"/>
        <source>The server does not know this act.</source>
        <translation>服务器不支持该操作。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="16"/>
        <source>The city profile has no such class.</source>
        <translation>城市配置中没有该类别。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="17"/>
        <source>A value is out of range ({field}).</source>
        <translation>数值超出范围（{field}）。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="18"/>
        <source>That is too large.</source>
        <translation>内容过大。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="19"/>
        <source>A file of this type is not taken.</source>
        <translation>不接受此类型的文件。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="20"/>
        <source>The file is broken.</source>
        <translation>文件已损坏。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="21"/>
        <source>It is no longer there.</source>
        <translation>该对象已不存在。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="22"/>
        <source>Not possible in this state; allowed in: {states}.</source>
        <translation>当前状态不可操作；可操作状态：{states}。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="23"/>
        <source>That is the act of: {roles}.</source>
        <translation>该操作属于：{roles}。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="25"/>
        <source>Somebody else was faster; look at the new state and decide again.</source>
        <translation>他人已先处理；请查看最新状态后再定。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="26"/>
        <source>That already exists.</source>
        <translation>已存在。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="27"/>
        <source>A reason is needed (rule R8).</source>
        <translation>须填写理由（规则 R8）。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="28"/>
        <source>This seat is not logged in.</source>
        <translation>本席位未登录。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="29"/>
        <source>The session has ended; log in again.</source>
        <translation>会话已结束，请重新登录。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="30"/>
        <source>User name or password is wrong.</source>
        <translation>用户名或密码错误。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="31"/>
        <source>Too many tries; wait a minute.</source>
        <translation>尝试次数过多，请稍候一分钟。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="32"/>
        <source>This account needs a code of its authenticator, too.</source>
        <translation>该账户还需要动态口令。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="33"/>
        <source>First change the one-time password or set up the second factor.</source>
        <translation>请先修改一次性密码或绑定动态口令。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="34"/>
        <source>The server is overloaded; nothing was done. Try again.</source>
        <translation>服务器过载，操作未执行。请重试。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="35"/>
        <source>The server&apos;s disk is full; nothing was done.</source>
        <translation>服务器磁盘已满，操作未执行。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="36"/>
        <source>This program does not fit the server&apos;s version; update it.</source>
        <translation>本程序与服务器版本不符，请更新。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="37"/>
        <source>The server does not answer; it is not known whether it was done.</source>
        <translation>服务器无应答；操作是否执行尚不确定。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="38"/>
        <source>The server failed on this (reference {ref}).</source>
        <translation>服务器处理出错（编号 {ref}）。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="43"/>
        <source>The certificate of the server has expired. Whoever runs the server must renew it.</source>
        <translation>服务器证书已过期，请服务器管理员更新证书。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="46"/>
        <source>The certificate of the server is not valid yet. Compare the clocks of this machine and the server.</source>
        <translation>服务器证书尚未生效，请核对本机与服务器的时钟。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="49"/>
        <source>The certificate of the server is for another name. Connect by the name that it was made for.</source>
        <translation>服务器证书与地址不符，请使用证书上的名称连接。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="52"/>
        <source>Nobody here knows who signed the certificate of the server. Put the city&apos;s own authority into client.ca_file.</source>
        <translation>无法识别服务器证书的签发机构，请将本市的根证书文件写入 client.ca_file。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="56"/>
        <source>The certificate of the server is not accepted.</source>
        <translation>服务器证书不被接受。</translation>
    </message>
    <message>
        <location filename="../../panelkit/refusal.py" line="24"/>
        <source>Not allowed. {rule}</source>
        <translation>不允许。{rule}</translation>
    </message>
</context>
<context>
    <name>rule_words</name>
    <message>
        <location filename="../../panelkit/rule_words.py" line="8"/>
        <source>A report of the public is verified on the spot before it is filed.</source>
        <translation>公众举报须先核实后立案。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="9"/>
        <source>Filing needs class, filing condition, a place inside a unit grid and evidence.</source>
        <translation>立案须有类别、立案条件、网格内位置和证据。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="12"/>
        <source>The limit comes from the filing condition.</source>
        <translation>时限由立案条件确定。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="13"/>
        <source>A case is closed only after a passed check.</source>
        <translation>核查通过后方可结案。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="14"/>
        <source>A check that contradicts the feedback sends the case back.</source>
        <translation>核查与反馈不符的，退回返工。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="15"/>
        <source>Rework goes back to the same department and is counted.</source>
        <translation>返工退回原部门并计次。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="16"/>
        <source>A dispatch is correct when the case is never sent elsewhere.</source>
        <translation>派遣准确指案件未再改派他部门。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="17"/>
        <source>This needs a reason.</source>
        <translation>须填写理由。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="18"/>
        <source>Who dispatches neither files nor closes.</source>
        <translation>派遣人员不得立案或结案。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="19"/>
        <source>Who handled a case does not check it.</source>
        <translation>处置人员不得核查本案。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="20"/>
        <source>One application at a time: the one before waits for its decision.</source>
        <translation>上一项申请尚未审批，不得再申请。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="21"/>
        <source>There is no such application to decide.</source>
        <translation>没有待审批的该项申请。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="22"/>
        <source>Extensions: so many times, so long, and not once the limit is over.</source>
        <translation>延期的次数、时长受限，超时后不得申请。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="23"/>
        <source>Suspensions: so many times and so long.</source>
        <translation>挂账的次数和期限受限。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="24"/>
        <source>No supervision waits for a reply.</source>
        <translation>没有待回复的督办。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="25"/>
        <source>Only who was sent directly departs and arrives.</source>
        <translation>仅直派的案件有出发、到场。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="26"/>
        <source>What an inspector handled on the spot is audited, not dispatched.</source>
        <translation>自处置案件须审核，不派遣。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="27"/>
        <source>An appeal is against a missed limit, once, and within its days.</source>
        <translation>申诉只针对超时，限一次，须在期限内。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="28"/>
        <source>There is no appeal to decide.</source>
        <translation>没有待审批的申诉。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="29"/>
        <source>A parent case is closed after its child cases.</source>
        <translation>子案结案后主案方可结案。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="30"/>
        <source>No leader&apos;s note waits for this.</source>
        <translation>没有待办的批示。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="31"/>
        <source>The verification refuted the report: it is not filed.</source>
        <translation>核实不属实，不得立案。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="32"/>
        <source>This extension is the leader&apos;s to grant.</source>
        <translation>该次延期须领导审批。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="33"/>
        <source>The stages are passed in their order, the last one by the feedback.</source>
        <translation>各阶段须依次完成，最后阶段以反馈完成。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="34"/>
        <source>The case is with the other loop: city or town.</source>
        <translation>案件在另一级循环（市/镇街）办理。</translation>
    </message>
    <message>
        <location filename="../../panelkit/rule_words.py" line="43"/>
        <source>Rule {rule}: {sentence}</source>
        <translation>规则 {rule}：{sentence}</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <location filename="../../panelkit/words.py" line="10"/>
        <source>to accept</source>
        <translation>待受理</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="11"/>
        <source>to file</source>
        <translation>待立案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="12"/>
        <source>to dispatch</source>
        <translation>待派遣</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="13"/>
        <source>to sign for</source>
        <translation>待签收</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="14"/>
        <source>to handle</source>
        <translation>待处置</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="15"/>
        <source>handling</source>
        <translation>处置中</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="16"/>
        <source>to check</source>
        <translation>待核查</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="17"/>
        <source>to close</source>
        <translation>待结案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="18"/>
        <location filename="../../panelkit/words.py" line="124"/>
        <source>closed</source>
        <translation>已结案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="19"/>
        <location filename="../../panelkit/words.py" line="125"/>
        <source>refused</source>
        <translation>不予受理</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="33"/>
        <location filename="../../panelkit/words.py" line="49"/>
        <source>inspector</source>
        <translation>监督员</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="34"/>
        <source>12345</source>
        <translation>12345</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="35"/>
        <source>video patrol</source>
        <translation>视频巡查</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="36"/>
        <location filename="../../panelkit/words.py" line="60"/>
        <source>device</source>
        <translation>设备</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="37"/>
        <location filename="../../panelkit/words.py" line="172"/>
        <source>leader&apos;s note</source>
        <translation>领导批示</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="38"/>
        <source>import</source>
        <translation>历史导入</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="48"/>
        <source>administrator</source>
        <translation>管理员</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="50"/>
        <source>intake</source>
        <translation>受理员</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="51"/>
        <source>shift leader</source>
        <translation>值班长</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="52"/>
        <source>dispatcher</source>
        <translation>派遣员</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="53"/>
        <source>department</source>
        <translation>专业部门</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="54"/>
        <source>duty officer</source>
        <translation>值班员</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="58"/>
        <source>security officer</source>
        <translation>安全管理员</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="59"/>
        <source>auditor</source>
        <translation>审计员</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="55"/>
        <source>broadcaster</source>
        <translation>喊话员</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="56"/>
        <source>leader</source>
        <translation>领导</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="57"/>
        <source>meeting-room screen</source>
        <translation>会议室屏</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="64"/>
        <source>Accept</source>
        <translation>受理</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="65"/>
        <source>Refuse</source>
        <translation>不予受理</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="66"/>
        <source>File</source>
        <translation>立案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="67"/>
        <source>Dispatch</source>
        <translation>派遣</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="68"/>
        <source>Sign for</source>
        <translation>签收</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="69"/>
        <source>Handle</source>
        <translation>处置</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="70"/>
        <source>Feed back</source>
        <translation>反馈</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="71"/>
        <source>Check</source>
        <translation>核查通过</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="73"/>
        <source>Close</source>
        <translation>结案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="115"/>
        <source>reported</source>
        <translation>上报</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="116"/>
        <source>accepted</source>
        <translation>受理</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="117"/>
        <source>filed</source>
        <translation>立案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="118"/>
        <source>dispatched</source>
        <translation>派遣</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="119"/>
        <source>signed for</source>
        <translation>签收</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="120"/>
        <source>handling started</source>
        <translation>开始处置</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="121"/>
        <source>fed back</source>
        <translation>反馈</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="122"/>
        <source>check passed</source>
        <translation>核查通过</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="123"/>
        <source>check failed, sent back</source>
        <translation>核查不通过，返工</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="126"/>
        <source>imported</source>
        <translation>导入</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="127"/>
        <source>told by the earlier platform</source>
        <translation>原平台记录</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="128"/>
        <source>caller&apos;s data shown</source>
        <translation>诉求人信息已显示</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="129"/>
        <source>caller&apos;s data exported</source>
        <translation>诉求人信息已导出</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="130"/>
        <source>caller&apos;s data erased</source>
        <translation>诉求人信息已删除</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="179"/>
        <source>normal</source>
        <translation>一般</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="180"/>
        <source>urgent</source>
        <translation>紧急</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="181"/>
        <source>major</source>
        <translation>重大</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="184"/>
        <source>problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="185"/>
        <source>request for help</source>
        <translation>求助</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="186"/>
        <source>question</source>
        <translation>咨询</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="187"/>
        <source>suggestion</source>
        <translation>建议</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="188"/>
        <source>praise</source>
        <translation>表扬</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="191"/>
        <source>not asked yet</source>
        <translation>未探测</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="192"/>
        <source>ready</source>
        <translation>在线</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="193"/>
        <location filename="../../panelkit/words.py" line="202"/>
        <source>calling</source>
        <translation>呼叫中</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="194"/>
        <source>playing</source>
        <translation>在播</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="195"/>
        <source>busy</source>
        <translation>忙</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="196"/>
        <source>call refused</source>
        <translation>拒接</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="197"/>
        <source>fault</source>
        <translation>故障</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="198"/>
        <source>does not answer</source>
        <translation>离线</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="201"/>
        <source>asked for</source>
        <translation>已请求</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="203"/>
        <source>on air</source>
        <translation>正在喊话</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="204"/>
        <source>ending</source>
        <translation>收尾</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="205"/>
        <source>done</source>
        <translation>已结束</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="206"/>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="207"/>
        <source>cut by rank</source>
        <translation>被高级别中断</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="127"/>
        <source>file attached</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="20"/>
        <source>to confirm</source>
        <translation>待人工确认</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="21"/>
        <source>being verified</source>
        <translation>核实中</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="22"/>
        <source>to dispatch again</source>
        <translation>待二次派遣</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="23"/>
        <source>on the way</source>
        <translation>赶赴现场</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="24"/>
        <source>return asked for</source>
        <translation>回退待定</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="25"/>
        <source>suspended</source>
        <translation>挂账</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="26"/>
        <source>being checked</source>
        <translation>核查中</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="27"/>
        <location filename="../../panelkit/words.py" line="158"/>
        <source>archived</source>
        <translation>已归档</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="28"/>
        <location filename="../../panelkit/words.py" line="137"/>
        <source>not filed</source>
        <translation>不予立案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="29"/>
        <source>void</source>
        <translation>作废</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="30"/>
        <source>merged</source>
        <translation>已并案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="39"/>
        <source>department&apos;s own check</source>
        <translation>部门自查</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="40"/>
        <source>citizen</source>
        <translation>公众</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="41"/>
        <source>camera alarm</source>
        <translation>视频告警</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="42"/>
        <source>superior</source>
        <translation>上级交办</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="43"/>
        <source>media</source>
        <translation>媒体</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="44"/>
        <source>petition</source>
        <translation>信访</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="45"/>
        <source>other system</source>
        <translation>其他系统</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="61"/>
        <source>district dispatcher</source>
        <translation>区级派遣员</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="72"/>
        <source>Check failed</source>
        <translation>核查不通过</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="74"/>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="75"/>
        <source>Audit</source>
        <translation>自处置审核</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="76"/>
        <source>Correct</source>
        <translation>更正</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="77"/>
        <source>Have verified</source>
        <translation>发核实</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="78"/>
        <source>Answer verification</source>
        <translation>核实反馈</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="79"/>
        <source>Decline</source>
        <translation>不予立案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="80"/>
        <source>Send back</source>
        <translation>退回</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="81"/>
        <source>Entrust</source>
        <translation>二次派遣</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="82"/>
        <source>Send directly</source>
        <translation>直派</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="83"/>
        <source>Dispatch elsewhere</source>
        <translation>改派</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="84"/>
        <source>Hand over</source>
        <translation>移交</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="85"/>
        <source>Depart</source>
        <translation>出发</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="86"/>
        <source>Arrive</source>
        <translation>到场</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="87"/>
        <source>Pass stage</source>
        <translation>阶段完成</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="88"/>
        <source>Ask return</source>
        <translation>申请回退</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="89"/>
        <source>Decide return</source>
        <translation>回退审批</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="90"/>
        <source>Ask extension</source>
        <translation>申请延期</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="91"/>
        <source>Decide extension</source>
        <translation>延期审批</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="92"/>
        <source>Ask suspension</source>
        <translation>申请挂账</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="93"/>
        <source>Decide suspension</source>
        <translation>挂账审批</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="94"/>
        <source>Resume</source>
        <translation>恢复</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="95"/>
        <source>Mark shirking</source>
        <translation>记推诿</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="96"/>
        <source>Have checked</source>
        <translation>发核查</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="97"/>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="98"/>
        <source>Reopen</source>
        <translation>重开</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="99"/>
        <source>Appeal</source>
        <translation>申诉</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="100"/>
        <source>Decide appeal</source>
        <translation>申诉审批</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="101"/>
        <source>Void</source>
        <translation>作废</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="102"/>
        <source>Merge</source>
        <translation>并案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="103"/>
        <source>Split off</source>
        <translation>拆案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="104"/>
        <source>Make child</source>
        <translation>设为子案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="105"/>
        <source>Urge</source>
        <translation>催办</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="106"/>
        <source>Supervise</source>
        <translation>督办</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="107"/>
        <source>Reply supervision</source>
        <translation>督办回复</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="108"/>
        <source>Instruct</source>
        <translation>批示</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="109"/>
        <source>Sign instruction</source>
        <translation>批示签收</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="110"/>
        <source>Answer instruction</source>
        <translation>批示反馈</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="111"/>
        <source>Reply to caller</source>
        <translation>回复</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="112"/>
        <source>Call back</source>
        <translation>回访</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="131"/>
        <source>confirmed</source>
        <translation>人工确认</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="132"/>
        <source>self-handling audited</source>
        <translation>自处置审核通过</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="133"/>
        <source>self-handling not accepted</source>
        <translation>自处置审核不通过</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="134"/>
        <source>corrected</source>
        <translation>更正</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="135"/>
        <source>verification asked for</source>
        <translation>发核实任务</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="136"/>
        <source>verified</source>
        <translation>核实反馈</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="138"/>
        <source>sent back</source>
        <translation>退回</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="139"/>
        <source>entrusted for dispatch</source>
        <translation>交二次派遣</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="140"/>
        <source>sent directly</source>
        <translation>直派</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="141"/>
        <source>dispatched elsewhere</source>
        <translation>改派</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="142"/>
        <source>handed over</source>
        <translation>移交</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="143"/>
        <source>departed</source>
        <translation>出发</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="144"/>
        <source>arrived</source>
        <translation>到场</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="145"/>
        <source>stage passed</source>
        <translation>阶段完成</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="147"/>
        <source>return granted</source>
        <translation>同意回退</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="148"/>
        <source>return rejected</source>
        <translation>驳回回退</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="149"/>
        <source>extension asked for</source>
        <translation>申请延期</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="150"/>
        <source>extended</source>
        <translation>同意延期</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="151"/>
        <source>extension rejected</source>
        <translation>驳回延期</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="152"/>
        <source>suspension asked for</source>
        <translation>申请挂账</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="154"/>
        <source>suspension rejected</source>
        <translation>驳回挂账</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="155"/>
        <source>resumed</source>
        <translation>恢复办理</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="156"/>
        <source>shirking marked</source>
        <translation>记推诿</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="157"/>
        <source>check asked for</source>
        <translation>发核查任务</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="159"/>
        <source>reopened</source>
        <translation>重开</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="160"/>
        <source>appealed</source>
        <translation>申诉</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="161"/>
        <source>appeal granted</source>
        <translation>申诉通过</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="162"/>
        <source>appeal rejected</source>
        <translation>申诉驳回</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="163"/>
        <source>voided</source>
        <translation>作废</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="164"/>
        <source>merged into another</source>
        <translation>并入他案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="165"/>
        <source>took up another</source>
        <translation>并入一案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="166"/>
        <source>one was split off again</source>
        <translation>并入的一案已拆出</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="167"/>
        <source>reported again after it was closed</source>
        <translation>结案后再次上报</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="166"/>
        <source>split off again</source>
        <translation>拆案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="167"/>
        <source>made a child case</source>
        <translation>设为子案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="168"/>
        <source>no child case any more</source>
        <translation>解除子案</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="169"/>
        <source>urged</source>
        <translation>催办</translation>
    </message>
    <message>
        <source>limit ended</source>
        <translation>置期届满</translation>
    </message>
    <message>
        <source>clock runs again</source>
        <translation>恢复计时</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="170"/>
        <source>supervised</source>
        <translation>督办</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="171"/>
        <source>supervision replied to</source>
        <translation>督办回复</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="173"/>
        <source>note signed for</source>
        <translation>批示签收</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="174"/>
        <source>note answered</source>
        <translation>批示反馈</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="175"/>
        <source>caller replied to</source>
        <translation>回复诉求人</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="176"/>
        <source>caller called back</source>
        <translation>回访</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="146"/>
        <source>asked for return</source>
        <translation>申请回退</translation>
    </message>
    <message>
        <location filename="../../panelkit/words.py" line="153"/>
        <source>suspension granted</source>
        <translation>同意挂账</translation>
    </message>
</context>
</TS>
