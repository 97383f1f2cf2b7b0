<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Card</name>
    <message>
        <source>This panel failed</source>
        <translation>本面板出错</translation>
    </message>
    <message>
        <source>The rest of the wall goes on. Noted in the log: {what}</source>
        <translation>大屏其余部分照常运行。已记入日志：{what}</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>LimitRing</name>
    <message>
        <source>overdue</source>
        <translation>已超时</translation>
    </message>
    <message>
        <source>no clock</source>
        <translation>停表</translation>
    </message>
    <message>
        <source>left</source>
        <translation>剩余</translation>
    </message>
</context>
<context>
    <name>Panel</name>
    <message>
        <source>waiting for the server</source>
        <translation>等待服务器</translation>
    </message>
    <message>
        <source>data {age} old</source>
        <translation>{age}前的数据</translation>
    </message>
    <message>
        <source>Server offline since {clock}</source>
        <translation>服务器自 {clock} 离线</translation>
    </message>
    <message>
        <source>Waiting for the server</source>
        <translation>等待服务器</translation>
    </message>
    <message>
        <source>The first snapshot is being fetched.</source>
        <translation>正在获取首份数据。</translation>
    </message>
</context>
<context>
    <name>format</name>
    <message>
        <source>{n} s ago</source>
        <translation>{n} 秒前</translation>
    </message>
    <message>
        <source>{span} ago</source>
        <translation>{span}前</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} 分</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} 小时</translation>
    </message>
    <message>
        <source>{n} d</source>
        <translation>{n} 天</translation>
    </message>
    <message>
        <source>{month}-{day}</source>
        <translation>{month}月{day}日</translation>
    </message>
</context>
<context>
    <name>refusal</name>
    <message>
        <source>The request was not understood ({field}).</source>
        <translation>请求无法识别（{field}）。</translation>
    </message>
    <message>
        <source>The server does not know this act.</source>
        <translation>服务器不支持该操作。</translation>
    </message>
    <message>
        <source>The city profile has no such class.</source>
        <translation>城市配置中没有该类别。</translation>
    </message>
    <message>
        <source>A value is out of range ({field}).</source>
        <translation>数值超出范围（{field}）。</translation>
    </message>
    <message>
        <source>That is too large.</source>
        <translation>内容过大。</translation>
    </message>
    <message>
        <source>A file of this type is not taken.</source>
        <translation>不接受此类型的文件。</translation>
    </message>
    <message>
        <source>The file is broken.</source>
        <translation>文件已损坏。</translation>
    </message>
    <message>
        <source>It is no longer there.</source>
        <translation>该对象已不存在。</translation>
    </message>
    <message>
        <source>Not possible in this state; allowed in: {states}.</source>
        <translation>当前状态不可操作；可操作状态：{states}。</translation>
    </message>
    <message>
        <source>That is the act of: {roles}.</source>
        <translation>该操作属于：{roles}。</translation>
    </message>
    <message>
        <source>Somebody else was faster; look at the new state and decide again.</source>
        <translation>他人已先处理；请查看最新状态后再定。</translation>
    </message>
    <message>
        <source>That already exists.</source>
        <translation>已存在。</translation>
    </message>
    <message>
        <source>A reason is needed (rule R8).</source>
        <translation>须填写理由（规则 R8）。</translation>
    </message>
    <message>
        <source>This seat is not logged in.</source>
        <translation>本席位未登录。</translation>
    </message>
    <message>
        <source>The session has ended; log in again.</source>
        <translation>会话已结束，请重新登录。</translation>
    </message>
    <message>
        <source>User name or password is wrong.</source>
        <translation>用户名或密码错误。</translation>
    </message>
    <message>
        <source>Too many tries; wait a minute.</source>
        <translation>尝试次数过多，请稍候一分钟。</translation>
    </message>
    <message>
        <source>This account needs a code of its authenticator, too.</source>
        <translation>该账户还需要动态口令。</translation>
    </message>
    <message>
        <source>First change the one-time password or set up the second factor.</source>
        <translation>请先修改一次性密码或绑定动态口令。</translation>
    </message>
    <message>
        <source>The server is overloaded; nothing was done. Try again.</source>
        <translation>服务器过载，操作未执行。请重试。</translation>
    </message>
    <message>
        <source>The server&apos;s disk is full; nothing was done.</source>
        <translation>服务器磁盘已满，操作未执行。</translation>
    </message>
    <message>
        <source>This program does not fit the server&apos;s version; update it.</source>
        <translation>本程序与服务器版本不符，请更新。</translation>
    </message>
    <message>
        <source>The server does not answer; it is not known whether it was done.</source>
        <translation>服务器无应答；操作是否执行尚不确定。</translation>
    </message>
    <message>
        <source>The server failed on this (reference {ref}).</source>
        <translation>服务器处理出错（编号 {ref}）。</translation>
    </message>
    <message>
        <source>The certificate of the server has expired. Whoever runs the server must renew it.</source>
        <translation>服务器证书已过期，请服务器管理员更新证书。</translation>
    </message>
    <message>
        <source>The certificate of the server is not valid yet. Compare the clocks of this machine and the server.</source>
        <translation>服务器证书尚未生效，请核对本机与服务器的时钟。</translation>
    </message>
    <message>
        <source>The certificate of the server is for another name. Connect by the name that it was made for.</source>
        <translation>服务器证书与地址不符，请使用证书上的名称连接。</translation>
    </message>
    <message>
        <source>Nobody here knows who signed the certificate of the server. Put the city&apos;s own authority into client.ca_file.</source>
        <translation>无法识别服务器证书的签发机构，请将本市的根证书文件写入 client.ca_file。</translation>
    </message>
    <message>
        <source>The certificate of the server is not accepted.</source>
        <translation>服务器证书不被接受。</translation>
    </message>
    <message>
        <source>Not allowed. {rule}</source>
        <translation>不允许。{rule}</translation>
    </message>
</context>
<context>
    <name>rule_words</name>
    <message>
        <source>A report of the public is verified on the spot before it is filed.</source>
        <translation>公众举报须先核实后立案。</translation>
    </message>
    <message>
        <source>Filing needs class, filing condition, a place inside a unit grid and evidence.</source>
        <translation>立案须有类别、立案条件、网格内位置和证据。</translation>
    </message>
    <message>
        <source>The limit comes from the filing condition.</source>
        <translation>时限由立案条件确定。</translation>
    </message>
    <message>
        <source>A case is closed only after a passed check.</source>
        <translation>核查通过后方可结案。</translation>
    </message>
    <message>
        <source>A check that contradicts the feedback sends the case back.</source>
        <translation>核查与反馈不符的，退回返工。</translation>
    </message>
    <message>
        <source>Rework goes back to the same department and is counted.</source>
        <translation>返工退回原部门并计次。</translation>
    </message>
    <message>
        <source>A dispatch is correct when the case is never sent elsewhere.</source>
        <translation>派遣准确指案件未再改派他部门。</translation>
    </message>
    <message>
        <source>This needs a reason.</source>
        <translation>须填写理由。</translation>
    </message>
    <message>
        <source>Who dispatches neither files nor closes.</source>
        <translation>派遣人员不得立案或结案。</translation>
    </message>
    <message>
        <source>Who handled a case, or is of its department, does not check or close it.</source>
        <translation>处置人员及其部门不得核查、结案。</translation>
    </message>
    <message>
        <source>One application at a time: the one before waits for its decision.</source>
        <translation>上一项申请尚未审批，不得再申请。</translation>
    </message>
    <message>
        <source>There is no such application to decide.</source>
        <translation>没有待审批的该项申请。</translation>
    </message>
    <message>
        <source>Extensions: so many times, so long, and not once the limit is over.</source>
        <translation>延期的次数、时长受限，超时后不得申请。</translation>
    </message>
    <message>
        <source>Suspensions: so many times and so long.</source>
        <translation>挂账的次数和期限受限。</translation>
    </message>
    <message>
        <source>No supervision waits for a reply.</source>
        <translation>没有待回复的督办。</translation>
    </message>
    <message>
        <source>Only who was sent directly departs and arrives.</source>
        <translation>仅直派的案件有出发、到场。</translation>
    </message>
    <message>
        <source>What was handled on the spot is audited, not dispatched.</source>
        <translation>自处置案件须审核，不派遣。</translation>
    </message>
    <message>
        <source>An appeal is against a missed limit, once, and within its days.</source>
        <translation>申诉只针对超时，限一次，须在期限内。</translation>
    </message>
    <message>
        <source>There is no appeal to decide.</source>
        <translation>没有待审批的申诉。</translation>
    </message>
    <message>
        <source>A parent case is closed after its child cases.</source>
        <translation>子案结案后主案方可结案。</translation>
    </message>
    <message>
        <source>No leader&apos;s note waits for this.</source>
        <translation>没有待办的批示。</translation>
    </message>
    <message>
        <source>An order goes back to 12345 once, before it is signed for and within its time.</source>
        <translation>12345 工单签收前、退单时限内可退单，且仅一次。</translation>
    </message>
    <message>
        <source>This order goes back to 12345 or went back: it is not handled here.</source>
        <translation>工单申请退单中或已退回 12345，本平台不再办理。</translation>
    </message>
    <message>
        <source>The verification refuted the report: it is not filed.</source>
        <translation>核实不属实，不得立案。</translation>
    </message>
    <message>
        <source>This extension is the leader&apos;s to grant.</source>
        <translation>该次延期须领导审批。</translation>
    </message>
    <message>
        <source>The stages are passed in their order, the last one by the feedback.</source>
        <translation>各阶段须依次完成，最后阶段以反馈完成。</translation>
    </message>
    <message>
        <source>The case is with the other loop: city or town.</source>
        <translation>案件在另一级循环（市/镇街）办理。</translation>
    </message>
    <message>
        <source>Who applied for it does not decide it.</source>
        <translation>谁申请的，谁不能审批。</translation>
    </message>
    <message>
        <source>Its limit was missed: the leader alone voids or merges it.</source>
        <translation>已超过时限的案件，作废、并案须由领导决定，也不能不予立案。</translation>
    </message>
    <message>
        <source>It is merged only into a confirmed case, a filed one only into a filed one.</source>
        <translation>只能并入已确认的案件；已立案的，只能并入已立案的案件。</translation>
    </message>
    <message>
        <source>It is too late to enter this for that moment.</source>
        <translation>补录已过时限，不能再按该时刻登记。</translation>
    </message>
    <message>
        <source>Rule {rule}: {sentence}</source>
        <translation>规则 {rule}：{sentence}</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>to accept</source>
        <translation>待受理</translation>
    </message>
    <message>
        <source>to file</source>
        <translation>待立案</translation>
    </message>
    <message>
        <source>to dispatch</source>
        <translation>待派遣</translation>
    </message>
    <message>
        <source>to sign for</source>
        <translation>待签收</translation>
    </message>
    <message>
        <source>to handle</source>
        <translation>待处置</translation>
    </message>
    <message>
        <source>handling</source>
        <translation>处置中</translation>
    </message>
    <message>
        <source>to check</source>
        <translation>待核查</translation>
    </message>
    <message>
        <source>to close</source>
        <translation>待结案</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>已结案</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>不予受理</translation>
    </message>
    <message>
        <source>inspector</source>
        <translation>监督员</translation>
    </message>
    <message>
        <source>12345</source>
        <translation>12345</translation>
    </message>
    <message>
        <source>video patrol</source>
        <translation>视频巡查</translation>
    </message>
    <message>
        <source>device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>leader&apos;s note</source>
        <translation>领导批示</translation>
    </message>
    <message>
        <source>import</source>
        <translation>历史导入</translation>
    </message>
    <message>
        <source>administrator</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>intake</source>
        <translation>受理员</translation>
    </message>
    <message>
        <source>shift leader</source>
        <translation>值班长</translation>
    </message>
    <message>
        <source>dispatcher</source>
        <translation>派遣员</translation>
    </message>
    <message>
        <source>department</source>
        <translation>专业部门</translation>
    </message>
    <message>
        <source>duty officer</source>
        <translation>值班员</translation>
    </message>
    <message>
        <source>security officer</source>
        <translation>安全管理员</translation>
    </message>
    <message>
        <source>auditor</source>
        <translation>审计员</translation>
    </message>
    <message>
        <source>broadcaster</source>
        <translation>喊话员</translation>
    </message>
    <message>
        <source>leader</source>
        <translation>领导</translation>
    </message>
    <message>
        <source>meeting-room screen</source>
        <translation>会议室屏</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>受理</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>不予受理</translation>
    </message>
    <message>
        <source>File</source>
        <translation>立案</translation>
    </message>
    <message>
        <source>Dispatch</source>
        <translation>派遣</translation>
    </message>
    <message>
        <source>Sign for</source>
        <translation>签收</translation>
    </message>
    <message>
        <source>Handle</source>
        <translation>处置</translation>
    </message>
    <message>
        <source>Feed back</source>
        <translation>反馈</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>核查通过</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>结案</translation>
    </message>
    <message>
        <source>reported</source>
        <translation>上报</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>受理</translation>
    </message>
    <message>
        <source>filed</source>
        <translation>立案</translation>
    </message>
    <message>
        <source>dispatched</source>
        <translation>派遣</translation>
    </message>
    <message>
        <source>signed for</source>
        <translation>签收</translation>
    </message>
    <message>
        <source>handling started</source>
        <translation>开始处置</translation>
    </message>
    <message>
        <source>fed back</source>
        <translation>反馈</translation>
    </message>
    <message>
        <source>check passed</source>
        <translation>核查通过</translation>
    </message>
    <message>
        <source>check failed, sent back</source>
        <translation>核查不通过，返工</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>told by the earlier platform</source>
        <translation>原平台记录</translation>
    </message>
    <message>
        <source>caller&apos;s data shown</source>
        <translation>诉求人信息已显示</translation>
    </message>
    <message>
        <source>caller&apos;s data exported</source>
        <translation>诉求人信息已导出</translation>
    </message>
    <message>
        <source>caller&apos;s data erased</source>
        <translation>诉求人信息已删除</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>一般</translation>
    </message>
    <message>
        <source>urgent</source>
        <translation>紧急</translation>
    </message>
    <message>
        <source>major</source>
        <translation>重大</translation>
    </message>
    <message>
        <source>problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>request for help</source>
        <translation>求助</translation>
    </message>
    <message>
        <source>question</source>
        <translation>咨询</translation>
    </message>
    <message>
        <source>suggestion</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>praise</source>
        <translation>表扬</translation>
    </message>
    <message>
        <source>not asked yet</source>
        <translation>未探测</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>calling</source>
        <translation>呼叫中</translation>
    </message>
    <message>
        <source>playing</source>
        <translation>在播</translation>
    </message>
    <message>
        <source>busy</source>
        <translation>忙</translation>
    </message>
    <message>
        <source>call refused</source>
        <translation>拒接</translation>
    </message>
    <message>
        <source>fault</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>asked for</source>
        <translation>已请求</translation>
    </message>
    <message>
        <source>on air</source>
        <translation>正在喊话</translation>
    </message>
    <message>
        <source>ending</source>
        <translation>收尾</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>cut by rank</source>
        <translation>被高级别中断</translation>
    </message>
    <message>
        <source>file attached</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>to confirm</source>
        <translation>待人工确认</translation>
    </message>
    <message>
        <source>being verified</source>
        <translation>核实中</translation>
    </message>
    <message>
        <source>to dispatch again</source>
        <translation>待二次派遣</translation>
    </message>
    <message>
        <source>on the way</source>
        <translation>赶赴现场</translation>
    </message>
    <message>
        <source>return asked for</source>
        <translation>回退待定</translation>
    </message>
    <message>
        <source>suspended</source>
        <translation>挂账</translation>
    </message>
    <message>
        <source>being checked</source>
        <translation>核查中</translation>
    </message>
    <message>
        <source>archived</source>
        <translation>已归档</translation>
    </message>
    <message>
        <source>not filed</source>
        <translation>不予立案</translation>
    </message>
    <message>
        <source>void</source>
        <translation>作废</translation>
    </message>
    <message>
        <source>merged</source>
        <translation>已并案</translation>
    </message>
    <message>
        <source>department&apos;s own check</source>
        <translation>部门自查</translation>
    </message>
    <message>
        <source>citizen</source>
        <translation>公众</translation>
    </message>
    <message>
        <source>camera alarm</source>
        <translation>视频告警</translation>
    </message>
    <message>
        <source>superior</source>
        <translation>上级交办</translation>
    </message>
    <message>
        <source>media</source>
        <translation>媒体</translation>
    </message>
    <message>
        <source>petition</source>
        <translation>信访</translation>
    </message>
    <message>
        <source>other system</source>
        <translation>其他系统</translation>
    </message>
    <message>
        <source>district dispatcher</source>
        <translation>区级派遣员</translation>
    </message>
    <message>
        <source>Check failed</source>
        <translation>核查不通过</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>自处置审核</translation>
    </message>
    <message>
        <source>Send order back</source>
        <translation>申请退单</translation>
    </message>
    <message>
        <source>Decide on order back</source>
        <translation>退单审批</translation>
    </message>
    <message>
        <source>asked to send the order back</source>
        <translation>申请退单</translation>
    </message>
    <message>
        <source>order went back to 12345</source>
        <translation>已退单</translation>
    </message>
    <message>
        <source>order not taken back</source>
        <translation>退单未获同意</translation>
    </message>
    <message>
        <source>Correct</source>
        <translation>更正</translation>
    </message>
    <message>
        <source>Have verified</source>
        <translation>发核实</translation>
    </message>
    <message>
        <source>Answer verification</source>
        <translation>核实反馈</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>不予立案</translation>
    </message>
    <message>
        <source>Send back</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>Entrust</source>
        <translation>二次派遣</translation>
    </message>
    <message>
        <source>Send directly</source>
        <translation>直派</translation>
    </message>
    <message>
        <source>Dispatch elsewhere</source>
        <translation>改派</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>移交</translation>
    </message>
    <message>
        <source>Depart</source>
        <translation>出发</translation>
    </message>
    <message>
        <source>Arrive</source>
        <translation>到场</translation>
    </message>
    <message>
        <source>Pass stage</source>
        <translation>阶段完成</translation>
    </message>
    <message>
        <source>Ask return</source>
        <translation>申请回退</translation>
    </message>
    <message>
        <source>Decide return</source>
        <translation>回退审批</translation>
    </message>
    <message>
        <source>Ask extension</source>
        <translation>申请延期</translation>
    </message>
    <message>
        <source>Decide extension</source>
        <translation>延期审批</translation>
    </message>
    <message>
        <source>Ask suspension</source>
        <translation>申请挂账</translation>
    </message>
    <message>
        <source>Decide suspension</source>
        <translation>挂账审批</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Mark shirking</source>
        <translation>记推诿</translation>
    </message>
    <message>
        <source>Have checked</source>
        <translation>发核查</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>重开</translation>
    </message>
    <message>
        <source>Appeal</source>
        <translation>申诉</translation>
    </message>
    <message>
        <source>Decide appeal</source>
        <translation>申诉审批</translation>
    </message>
    <message>
        <source>Void</source>
        <translation>作废</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>并案</translation>
    </message>
    <message>
        <source>Split off</source>
        <translation>拆案</translation>
    </message>
    <message>
        <source>Make child</source>
        <translation>设为子案</translation>
    </message>
    <message>
        <source>Urge</source>
        <translation>催办</translation>
    </message>
    <message>
        <source>Supervise</source>
        <translation>督办</translation>
    </message>
    <message>
        <source>Reply supervision</source>
        <translation>督办回复</translation>
    </message>
    <message>
        <source>Instruct</source>
        <translation>批示</translation>
    </message>
    <message>
        <source>Sign instruction</source>
        <translation>批示签收</translation>
    </message>
    <message>
        <source>Answer instruction</source>
        <translation>批示反馈</translation>
    </message>
    <message>
        <source>Reply to caller</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>Call back</source>
        <translation>回访</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>人工确认</translation>
    </message>
    <message>
        <source>self-handling audited</source>
        <translation>自处置审核通过</translation>
    </message>
    <message>
        <source>self-handling not accepted</source>
        <translation>自处置审核不通过</translation>
    </message>
    <message>
        <source>corrected</source>
        <translation>更正</translation>
    </message>
    <message>
        <source>verification asked for</source>
        <translation>发核实任务</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>核实反馈</translation>
    </message>
    <message>
        <source>sent back</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>entrusted for dispatch</source>
        <translation>交二次派遣</translation>
    </message>
    <message>
        <source>sent directly</source>
        <translation>直派</translation>
    </message>
    <message>
        <source>dispatched elsewhere</source>
        <translation>改派</translation>
    </message>
    <message>
        <source>handed over</source>
        <translation>移交</translation>
    </message>
    <message>
        <source>departed</source>
        <translation>出发</translation>
    </message>
    <message>
        <source>arrived</source>
        <translation>到场</translation>
    </message>
    <message>
        <source>stage passed</source>
        <translation>阶段完成</translation>
    </message>
    <message>
        <source>return granted</source>
        <translation>同意回退</translation>
    </message>
    <message>
        <source>return rejected</source>
        <translation>驳回回退</translation>
    </message>
    <message>
        <source>extension asked for</source>
        <translation>申请延期</translation>
    </message>
    <message>
        <source>extended</source>
        <translation>同意延期</translation>
    </message>
    <message>
        <source>extension rejected</source>
        <translation>驳回延期</translation>
    </message>
    <message>
        <source>suspension asked for</source>
        <translation>申请挂账</translation>
    </message>
    <message>
        <source>suspension rejected</source>
        <translation>驳回挂账</translation>
    </message>
    <message>
        <source>resumed</source>
        <translation>恢复办理</translation>
    </message>
    <message>
        <source>shirking marked</source>
        <translation>记推诿</translation>
    </message>
    <message>
        <source>check asked for</source>
        <translation>发核查任务</translation>
    </message>
    <message>
        <source>reopened</source>
        <translation>重开</translation>
    </message>
    <message>
        <source>appealed</source>
        <translation>申诉</translation>
    </message>
    <message>
        <source>appeal granted</source>
        <translation>申诉通过</translation>
    </message>
    <message>
        <source>appeal rejected</source>
        <translation>申诉驳回</translation>
    </message>
    <message>
        <source>voided</source>
        <translation>作废</translation>
    </message>
    <message>
        <source>merged into another</source>
        <translation>并入他案</translation>
    </message>
    <message>
        <source>took up another</source>
        <translation>并入一案</translation>
    </message>
    <message>
        <source>one was split off again</source>
        <translation>并入的一案已拆出</translation>
    </message>
    <message>
        <source>reported again after it was closed</source>
        <translation>结案后再次上报</translation>
    </message>
    <message>
        <source>split off again</source>
        <translation>拆案</translation>
    </message>
    <message>
        <source>made a child case</source>
        <translation>设为子案</translation>
    </message>
    <message>
        <source>no child case any more</source>
        <translation>解除子案</translation>
    </message>
    <message>
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
        <source>supervised</source>
        <translation>督办</translation>
    </message>
    <message>
        <source>supervision replied to</source>
        <translation>督办回复</translation>
    </message>
    <message>
        <source>note signed for</source>
        <translation>批示签收</translation>
    </message>
    <message>
        <source>note answered</source>
        <translation>批示反馈</translation>
    </message>
    <message>
        <source>caller replied to</source>
        <translation>回复诉求人</translation>
    </message>
    <message>
        <source>caller called back</source>
        <translation>回访</translation>
    </message>
    <message>
        <source>asked for return</source>
        <translation>申请回退</translation>
    </message>
    <message>
        <source>suspension granted</source>
        <translation>同意挂账</translation>
    </message>
</context>
</TS>
