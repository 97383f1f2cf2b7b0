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
        <source>Nobody here knows who signed the certificate of the server. Put the city's own authority into client.ca_file.</source>
        <translation>无法识别服务器证书的签发机构，请将本市的根证书文件写入 client.ca_file。</translation>
    </message>
    <message>
        <source>The certificate of the server is not accepted.</source>
        <translation>服务器证书不被接受。</translation>
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
</context>
</TS>
