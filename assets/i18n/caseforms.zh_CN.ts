<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CallBackPanel</name>
    <message>
        <source>Call-backs</source>
        <translation>回访</translation>
    </message>
    <message>
        <source>Called back</source>
        <translation>回访完成</translation>
    </message>
    <message>
        <source>Case {n} does not wait any more: somebody else called back. What you typed is still here.</source>
        <translation>案件 {n} 已由他人回访，不再等待；你输入的内容仍在此处。</translation>
    </message>
    <message>
        <source>This machine&apos;s disk does not take the draft: what is typed is not safe yet.</source>
        <translation>本机磁盘写不进草稿：内容尚未保存。</translation>
    </message>
    <message>
        <source>Caller</source>
        <translation>来电人</translation>
    </message>
    <message>
        <source>The server does not answer. What is typed stays here; sent again, it is noted once.</source>
        <translation>服务器无应答。输入的内容保留在此；再次提交只会记录一次。</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>Every caller of an ended case was called back.</source>
        <translation>已结案件的来电人均已回访。</translation>
    </message>
    <message>
        <source>How satisfied is the caller?</source>
        <translation>请选择来电人满意度。</translation>
    </message>
    <message>
        <source>Nobody waits</source>
        <translation>没有待回访</translation>
    </message>
    <message>
        <source>{n} characters too many: at most {most}.</source>
        <translation>超出 {n} 字：最多 {most} 字。</translation>
    </message>
    <message>
        <source>Noted.</source>
        <translation>已记录。</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Replied only</source>
        <translation>仅答复</translation>
    </message>
    <message>
        <source>Satisfaction</source>
        <translation>满意度</translation>
    </message>
    <message>
        <source>Show the number</source>
        <translation>显示号码</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>What was said</source>
        <translation>回访内容</translation>
    </message>
    <message>
        <source>What was the caller told?</source>
        <translation>请填写答复内容。</translation>
    </message>
    <message>
        <source>call-back of the caller</source>
        <translation>回访来电人</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>请选择</translation>
    </message>
    <message>
        <source>erased at the caller&apos;s own wish</source>
        <translation>已按本人要求删除</translation>
    </message>
    <message>
        <source>told</source>
        <translation>已答复</translation>
    </message>
    <message>
        <source>{n} waiting</source>
        <translation>待回访 {n} 件</translation>
    </message>
</context>
<context>
    <name>CallerHistory</name>
    <message>
        <source>Earlier calls of this number</source>
        <translation>此号码历史来电</translation>
    </message>
    <message>
        <source>Looking for earlier calls …</source>
        <translation>正在查找历史来电……</translation>
    </message>
    <message>
        <source>Shown once the number is typed.</source>
        <translation>输入号码后显示。</translation>
    </message>
    <message>
        <source>This number never called before.</source>
        <translation>此号码首次来电。</translation>
    </message>
    <message>
        <source>{n} earlier; Enter opens one</source>
        <translation>历史来电 {n} 件；回车打开</translation>
    </message>
</context>
<context>
    <name>Duplicates</name>
    <message>
        <source>Needs a class and a place.</source>
        <translation>需先选小类并定点。</translation>
    </message>
    <message>
        <source>Perhaps reported already</source>
        <translation>疑似重复</translation>
    </message>
    <message>
        <source>closed {when}: not fixed?</source>
        <translation>{when} 结案：未彻底解决？</translation>
    </message>
    <message>
        <source>looking …</source>
        <translation>查询中……</translation>
    </message>
    <message>
        <source>{open} open and {closed} closed of this kind within {m} m, {days} days</source>
        <translation>{m} 米内、{days} 天：同类在办 {open} 件，已结 {closed} 件</translation>
    </message>
</context>
<context>
    <name>GroundFacts</name>
    <message>
        <source>Cell</source>
        <translation>单元网格</translation>
    </message>
    <message>
        <source>Community</source>
        <translation>社区</translation>
    </message>
    <message>
        <source>District</source>
        <translation>区</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>责任网格</translation>
    </message>
    <message>
        <source>No coordinates yet: without them a case is in no cell and not on the map.</source>
        <translation>尚未定点：没有坐标的案件不落网格，也不上图。</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>权属部门</translation>
    </message>
    <message>
        <source>Street</source>
        <translation>街道</translation>
    </message>
    <message>
        <source>This place lies in no unit grid cell of the city.</source>
        <translation>此点不在本市任何单元网格内。</translation>
    </message>
    <message>
        <source>Where it is</source>
        <translation>落图定格</translation>
    </message>
    <message>
        <source>by the table of owners</source>
        <translation>按权属表</translation>
    </message>
    <message>
        <source>looking …</source>
        <translation>查询中……</translation>
    </message>
    <message>
        <source>of the component</source>
        <translation>部件权属</translation>
    </message>
    <message>
        <source>of the nearest component</source>
        <translation>最近部件权属</translation>
    </message>
</context>
<context>
    <name>LargePhoto</name>
    <message>
        <source>The photo cannot be fetched now.</source>
        <translation>照片暂时取不到。</translation>
    </message>
    <message>
        <source>fetching …</source>
        <translation>取图中……</translation>
    </message>
    <message>
        <source>no photo</source>
        <translation>没有照片</translation>
    </message>
</context>
<context>
    <name>PhotoRow</name>
    <message>
        <source>Add photo …</source>
        <translation>添加照片……</translation>
    </message>
    <message>
        <source>None yet. Files may also be dropped here.</source>
        <translation>还没有照片。也可拖放到此处。</translation>
    </message>
    <message>
        <source>Photo after …</source>
        <translation>处置后照片……</translation>
    </message>
    <message>
        <source>Photo before …</source>
        <translation>处置前照片……</translation>
    </message>
    <message>
        <source>Photos of the case</source>
        <translation>案件照片</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>No JPEG, PNG or WebP picture: {names}</source>
        <translation>不是 JPEG、PNG 或 WebP 图片：{names}</translation>
    </message>
    <message>
        <source>At most {most} photos; the others were left out.</source>
        <translation>最多 {most} 张照片；其余未加入。</translation>
    </message>
    <message>
        <source>after</source>
        <translation>处置后</translation>
    </message>
    <message>
        <source>before</source>
        <translation>处置前</translation>
    </message>
    <message>
        <source>missing: {name}</source>
        <translation>文件不在：{name}</translation>
    </message>
</context>
<context>
    <name>ReportFields</name>
    <message>
        <source>12345 order</source>
        <translation>12345 工单号</translation>
    </message>
    <message>
        <source>Caller&apos;s address</source>
        <translation>来电人住址</translation>
    </message>
    <message>
        <source>Caller&apos;s name</source>
        <translation>来电人姓名</translation>
    </message>
    <message>
        <source>Caller&apos;s number</source>
        <translation>来电号码</translation>
    </message>
    <message>
        <source>Choose a class: its name, initials or code.</source>
        <translation>请选小类：名称、拼音首字母或代码。</translation>
    </message>
    <message>
        <source>{n} characters too many: at most {most}.</source>
        <translation>超出 {n} 字：最多 {most} 字。</translation>
    </message>
    <message>
        <source>Choose one of the list, or leave it empty.</source>
        <translation>请从列表中选择，或留空。</translation>
    </message>
    <message>
        <source>Choose a person.</source>
        <translation>请选择人员。</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>小类</translation>
    </message>
    <message>
        <source>Component</source>
        <translation>部件</translation>
    </message>
    <message>
        <source>Coordinates</source>
        <translation>坐标</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>问题描述</translation>
    </message>
    <message>
        <source>Digits, at least five.</source>
        <translation>请输入号码，至少五位。</translation>
    </message>
    <message>
        <source>Filing condition</source>
        <translation>立案条件</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>诉求类别</translation>
    </message>
    <message>
        <source>On behalf of</source>
        <translation>代录</translation>
    </message>
    <message>
        <source>One photo before and one after at least.</source>
        <translation>处置前、处置后照片至少各一张。</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Pick on the map</source>
        <translation>地图选点</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置描述</translation>
    </message>
    <message>
        <source>Self-handled</source>
        <translation>自处置</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Urgency</source>
        <translation>紧急程度</translation>
    </message>
    <message>
        <source>Where is it? In words, by coordinates, or on the map.</source>
        <translation>在哪里？请写位置、填坐标或在地图上选点。</translation>
    </message>
    <message>
        <source>dealt with on the spot; photos before and after</source>
        <translation>已当场处置；附处置前、处置后照片</translation>
    </message>
    <message>
        <source>down arrow shows them</source>
        <translation>按向下键列出</translation>
    </message>
    <message>
        <source>down arrow shows those nearby</source>
        <translation>按向下键列出附近部件</translation>
    </message>
    <message>
        <source>longitude, latitude</source>
        <translation>经度，纬度</translation>
    </message>
    <message>
        <source>name, initials or code: zdjy</source>
        <translation>名称、首字母或代码：zdjy</translation>
    </message>
    <message>
        <source>nobody: this is my own report</source>
        <translation>无：本人上报</translation>
    </message>
</context>
<context>
    <name>ReportPanel</name>
    <message>
        <source>A report that was not sent is here again. Alt+X throws it away.</source>
        <translation>上次未提交的内容已恢复。Alt+X 清空。</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>来电登记</translation>
    </message>
    <message>
        <source>New report</source>
        <translation>案件上报</translation>
    </message>
    <message>
        <source>Photo {n} of {of} …</source>
        <translation>照片 {n}/{of}……</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>提交</translation>
    </message>
    <message>
        <source>Reported as case {n}.</source>
        <translation>已上报，案件 {n}。</translation>
    </message>
    <message>
        <source>Sent; waiting for the server</source>
        <translation>已提交，等待中心确认</translation>
    </message>
    <message>
        <source>Reported.</source>
        <translation>已上报。</translation>
    </message>
    <message>
        <source>The server does not answer. The report is kept here and sent when it is back.</source>
        <translation>中心没有应答。内容已存在本机，恢复后自动提交。</translation>
    </message>
    <message>
        <source>The server does not take this: {reason}</source>
        <translation>中心不接受：{reason}</translation>
    </message>
    <message>
        <source>Sending …</source>
        <translation>正在提交……</translation>
    </message>
    <message>
        <source>What was sent may have arrived: look whether it is there before you send this.</source>
        <translation>先前提交的可能已送达：再次提交前请先查看是否已有。</translation>
    </message>
    <message>
        <source>This machine&apos;s disk does not take the draft: what is typed is not safe yet.</source>
        <translation>本机磁盘写不进草稿：内容尚未保存。</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Thrown away. Alt+Z brings it back.</source>
        <translation>已清空。Alt+Z 恢复。</translation>
    </message>
</context>
<context>
    <name>Sending</name>
    <message>
        <source>{name} is broken or cannot be read.</source>
        <translation>{name} 已损坏或读不出。</translation>
    </message>
    <message>
        <source>{name} is no longer there; it was not attached.</source>
        <translation>{name} 已不在，未上传。</translation>
    </message>
    <message>
        <source>{name} is of a type that is not taken: JPEG, PNG or WebP.</source>
        <translation>{name} 类型不符：只收 JPEG、PNG、WebP。</translation>
    </message>
    <message>
        <source>{name} is too large: at most {most} MB.</source>
        <translation>{name} 太大：最多 {most} MB。</translation>
    </message>
</context>
<context>
    <name>TaskPanel</name>
    <message>
        <source>Answer the check</source>
        <translation>核查反馈</translation>
    </message>
    <message>
        <source>Answer the verification</source>
        <translation>核实反馈</translation>
    </message>
    <message>
        <source>Choose one.</source>
        <translation>请选择。</translation>
    </message>
    <message>
        <source>{n} characters too many: at most {most}.</source>
        <translation>超出 {n} 字：最多 {most} 字。</translation>
    </message>
    <message>
        <source>Choose the person who says so.</source>
        <translation>请选择代录的人员。</translation>
    </message>
    <message>
        <source>Feed back</source>
        <translation>处置反馈</translation>
    </message>
    <message>
        <source>In words</source>
        <translation>情况说明</translation>
    </message>
    <message>
        <source>Nothing to report on this case now</source>
        <translation>此案件当前无需反馈</translation>
    </message>
    <message>
        <source>On behalf of</source>
        <translation>代录</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Report on a task</source>
        <translation>任务反馈</translation>
    </message>
    <message>
        <source>Reported.</source>
        <translation>已反馈。</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Say what was done or found.</source>
        <translation>请说明处置或现场情况。</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>This machine&apos;s disk does not take the draft: what is typed is not safe yet.</source>
        <translation>本机磁盘写不进草稿：内容尚未保存。</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>请选择</translation>
    </message>
    <message>
        <source>failed: back for rework</source>
        <translation>不通过：返工</translation>
    </message>
    <message>
        <source>Case {n} has moved on ({state}). Not reported: {typed}</source>
        <translation>案件 {n} 状态已变（{state}）。未提交的内容：{typed}</translation>
    </message>
    <message>
        <source>it is as reported</source>
        <translation>情况属实</translation>
    </message>
    <message>
        <source>it is not there</source>
        <translation>情况不属实</translation>
    </message>
    <message>
        <source>over by {span}</source>
        <translation>已超 {span}</translation>
    </message>
    <message>
        <source>passed: it was put right</source>
        <translation>通过：已处置到位</translation>
    </message>
    <message>
        <source>who says so</source>
        <translation>反馈人员</translation>
    </message>
    <message>
        <source>{reason} Ctrl+Enter again reports without it.</source>
        <translation>{reason} 再按 Ctrl+Enter 则不带此照片反馈。</translation>
    </message>
</context>
<context>
    <name>report_words</name>
    <message>
        <source>These are no coordinates on Earth.</source>
        <translation>这不是有效的经纬度。</translation>
    </message>
    <message>
        <source>This place lies far outside the city.</source>
        <translation>此点远在本市之外。</translation>
    </message>
    <message>
        <source>Two numbers: longitude and latitude, in degrees.</source>
        <translation>请填两个数：经度和纬度（度）。</translation>
    </message>
    <message>
        <source>complaint</source>
        <translation>投诉</translation>
    </message>
    <message>
        <source>major</source>
        <translation>重大</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>一般</translation>
    </message>
    <message>
        <source>praise</source>
        <translation>表扬</translation>
    </message>
    <message>
        <source>question</source>
        <translation>咨询</translation>
    </message>
    <message>
        <source>request for help</source>
        <translation>求助</translation>
    </message>
    <message>
        <source>suggestion</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>urgent</source>
        <translation>紧急</translation>
    </message>
    <message>
        <source>1 very dissatisfied</source>
        <translation>1 很不满意</translation>
    </message>
    <message>
        <source>2 dissatisfied</source>
        <translation>2 不满意</translation>
    </message>
    <message>
        <source>3 partly</source>
        <translation>3 基本满意</translation>
    </message>
    <message>
        <source>4 satisfied</source>
        <translation>4 满意</translation>
    </message>
    <message>
        <source>5 very satisfied</source>
        <translation>5 非常满意</translation>
    </message>
</context>
</TS>
