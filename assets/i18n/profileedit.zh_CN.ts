<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>History</name>
        <message>
            <source>Versions</source>
            <translation>历史版本</translation>
        </message>
        <message>
            <source>Enter takes a version to be looked at · Esc back</source>
            <translation>回车取出一个版本查看 · Esc 返回</translation>
        </message>
        <message>
            <source>rows: {n}</source>
            <translation>{n} 行</translation>
        </message>
        <message>
            <source>table editor</source>
            <translation>表格编辑</translation>
        </message>
        <message>
            <source>profile folder</source>
            <translation>档案文件夹</translation>
        </message>
        <message>
            <source>import of a city</source>
            <translation>城市导入</translation>
        </message>
        <message>
            <source>as it was found</source>
            <translation>原有档案</translation>
        </message>
        <message>
            <source>back to version {n}</source>
            <translation>退回到版本 {n}</translation>
        </message>
    </context>
    <context>
        <name>Preview</name>
        <message>
            <source>Why? Kept with the version</source>
            <translation>变更原因（随版本保存）</translation>
        </message>
        <message>
            <source>Put into use</source>
            <translation>启用</translation>
        </message>
        <message>
            <source>Go on editing</source>
            <translation>继续编辑</translation>
        </message>
        <message>
            <source>Rows that differ: {n}</source>
            <translation>有差异的行：{n}</translation>
        </message>
        <message>
            <source>The server looks at what this touches …</source>
            <translation>服务器正在核对影响范围…</translation>
        </message>
        <message>
            <source>This cannot be put into use. Faults: {n}</source>
            <translation>不能启用。错误：{n}</translation>
        </message>
        <message>
            <source>Enter on a fault goes to its place.</source>
            <translation>在错误上按回车可定位到该处。</translation>
        </message>
        <message>
            <source>Touches open cases: {n}</source>
            <translation>影响在办案件：{n}</translation>
        </message>
        <message>
            <source>No open case is touched.</source>
            <translation>不影响在办案件。</translation>
        </message>
        <message>
            <source>  [open cases: {n}]</source>
            <translation>  [在办案件：{n}]</translation>
        </message>
        <message>
            <source>and {n} more</source>
            <translation>还有 {n} 项</translation>
        </message>
    </context>
    <context>
        <name>Profile</name>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>Setting</source>
            <translation>设置项</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>值</translation>
        </message>
        <message>
            <source>Departments</source>
            <translation>部门</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>代码</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>English name</source>
            <translation>英文名称</translation>
        </message>
        <message>
            <source>Short name</source>
            <translation>简称</translation>
        </message>
        <message>
            <source>Part of</source>
            <translation>上级</translation>
        </message>
        <message>
            <source>People</source>
            <translation>人员</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>编号</translation>
        </message>
        <message>
            <source>Posts</source>
            <translation>岗位</translation>
        </message>
        <message>
            <source>Department</source>
            <translation>部门</translation>
        </message>
        <message>
            <source>Area</source>
            <translation>区域</translation>
        </message>
        <message>
            <source>Classes</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Major class</source>
            <translation>大类</translation>
        </message>
        <message>
            <source>Major class (English)</source>
            <translation>大类（英文）</translation>
        </message>
        <message>
            <source>Glyph</source>
            <translation>图标字</translation>
        </message>
        <message>
            <source>Edition</source>
            <translation>版本</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Limit</source>
            <translation>时限</translation>
        </message>
        <message>
            <source>Limit A</source>
            <translation>A 级时限</translation>
        </message>
        <message>
            <source>Limit B</source>
            <translation>B 级时限</translation>
        </message>
        <message>
            <source>Limit C</source>
            <translation>C 级时限</translation>
        </message>
        <message>
            <source>Filing conditions</source>
            <translation>立案条件</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Triggers</source>
            <translation>情形</translation>
        </message>
        <message>
            <source>Triggers (English)</source>
            <translation>情形（英文）</translation>
        </message>
        <message>
            <source>Thresholds</source>
            <translation>阈值</translation>
        </message>
        <message>
            <source>Severity</source>
            <translation>严重程度</translation>
        </message>
        <message>
            <source>Closing</source>
            <translation>结案条件</translation>
        </message>
        <message>
            <source>Closing (English)</source>
            <translation>结案条件（英文）</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>Further limits</source>
            <translation>其他时限</translation>
        </message>
        <message>
            <source>Of</source>
            <translation>所属</translation>
        </message>
        <message>
            <source>Grade</source>
            <translation>等级</translation>
        </message>
        <message>
            <source>Urgency</source>
            <translation>紧急程度</translation>
        </message>
        <message>
            <source>Milestones</source>
            <translation>阶段时限</translation>
        </message>
        <message>
            <source>After the one before</source>
            <translation>接上一阶段</translation>
        </message>
        <message>
            <source>Step limits</source>
            <translation>环节时限</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>环节</translation>
        </message>
        <message>
            <source>Post</source>
            <translation>岗位</translation>
        </message>
        <message>
            <source>Pauses</source>
            <translation>暂停计时</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>事由</translation>
        </message>
        <message>
            <source>At most</source>
            <translation>最长</translation>
        </message>
        <message>
            <source>Times</source>
            <translation>次数</translation>
        </message>
        <message>
            <source>Escalation</source>
            <translation>升级督办</translation>
        </message>
        <message>
            <source>After minutes</source>
            <translation>分钟后</translation>
        </message>
        <message>
            <source>Orders of 12345</source>
            <translation>12345 工单</translation>
        </message>
        <message>
            <source>Sign for</source>
            <translation>签收</translation>
        </message>
        <message>
            <source>Send back</source>
            <translation>退单</translation>
        </message>
        <message>
            <source>Answer</source>
            <translation>答复</translation>
        </message>
        <message>
            <source>Calendar</source>
            <translation>日历</translation>
        </message>
        <message>
            <source>Day</source>
            <translation>日期</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类型</translation>
        </message>
        <message>
            <source>Responsibility</source>
            <translation>权属</translation>
        </message>
        <message>
            <source>Phrases</source>
            <translation>常用语</translation>
        </message>
        <message>
            <source>Command</source>
            <translation>操作</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>内容</translation>
        </message>
        <message>
            <source>English text</source>
            <translation>英文内容</translation>
        </message>
        <message>
            <source>Indicators</source>
            <translation>评价指标</translation>
        </message>
        <message>
            <source>Object</source>
            <translation>对象</translation>
        </message>
        <message>
            <source>Formula</source>
            <translation>公式</translation>
        </message>
        <message>
            <source>Unit</source>
            <translation>单位</translation>
        </message>
        <message>
            <source>Better</source>
            <translation>优向</translation>
        </message>
        <message>
            <source>Weight</source>
            <translation>权重</translation>
        </message>
        <message>
            <source>Score steps</source>
            <translation>得分档</translation>
        </message>
        <message>
            <source>Score</source>
            <translation>得分</translation>
        </message>
        <message>
            <source>Confidence</source>
            <translation>可信度</translation>
        </message>
        <message>
            <source>Grades</source>
            <translation>评价等级</translation>
        </message>
        <message>
            <source>From score</source>
            <translation>起始分</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>颜色</translation>
        </message>
        <message>
            <source>Single values: the city, its working time, its habits.</source>
            <translation>单项设置：城市、工作时间、办理习惯。</translation>
        </message>
        <message>
            <source>Bodies that handle cases (专业部门).</source>
            <translation>处置案件的单位（专业部门）。</translation>
        </message>
        <message>
            <source>Who acts here. Accounts, passwords and their rights are the security officer's and not part of a profile.</source>
            <translation>在本系统办事的人员。账号、密码和权限由安全管理员管理，不属于城市档案。</translation>
        </message>
        <message>
            <source>the server's; empty: found by name, department and area, or new</source>
            <translation>服务器给出的编号；空：按姓名、部门和区域查找，找不到则新增</translation>
        </message>
        <message>
            <source>of a responsibility grid, community, street or district</source>
            <translation>责任网格、社区、街道或区</translation>
        </message>
        <message>
            <source>Minor classes (小类) of components (C) and events (E).</source>
            <translation>部件（C）和事件（E）的小类。</translation>
        </message>
        <message>
            <source>needed unless the code is reserved</source>
            <translation>除保留代码外必填</translation>
        </message>
        <message>
            <source>the one character in the map's disc</source>
            <translation>地图圆标里的一个字</translation>
        </message>
        <message>
            <source>of the class list; empty: the profile's</source>
            <translation>类别表的版本；空：与档案一致</translation>
        </message>
        <message>
            <source>`reserved`: a code of the list whose name nobody knows yet; no case can have it</source>
            <translation>reserved（保留）：类别表中尚不知名称的代码，案件不能使用</translation>
        </message>
        <message>
            <source>how long a department has, in cells of any grade</source>
            <translation>部门处置时限，适用于任何等级的网格</translation>
        </message>
        <message>
            <source>in cells of grade A</source>
            <translation>A 级网格内</translation>
        </message>
        <message>
            <source>in cells of grade B</source>
            <translation>B 级网格内</translation>
        </message>
        <message>
            <source>in cells of grade C</source>
            <translation>C 级网格内</translation>
        </message>
        <message>
            <source>What must be the matter for a case to be filed (立案条件), and what ends it (结案条件).</source>
            <translation>具备什么情形可以立案（立案条件），达到什么可以结案（结案条件）。</translation>
        </message>
        <message>
            <source>`&amp;`: and, `|`: or</source>
            <translation>&amp;：并且，|：或者</translation>
        </message>
        <message>
            <source>Handling limits of a class or condition for an urgency; the others stand in their own rows.</source>
            <translation>某一类别或立案条件在某一紧急程度下的处置时限；其余写在各自的行里。</translation>
        </message>
        <message>
            <source>a class or a filing condition</source>
            <translation>类别或立案条件</translation>
        </message>
        <message>
            <source>management level of the cell; empty: any</source>
            <translation>单元网格的管理等级；空：任何等级</translation>
        </message>
        <message>
            <source>Several deadlines in a row (stop the work, fine, demolish) of one handling limit; the last is its end.</source>
            <translation>一个处置时限中的多个连续期限（责令停止、处罚、拆除）；最后一个即处置到期。</translation>
        </message>
        <message>
            <source>empty: any</source>
            <translation>空：任何</translation>
        </message>
        <message>
            <source>else counted from the dispatch</source>
            <translation>否则从派遣起算</translation>
        </message>
        <message>
            <source>How long one post may take for one step: a state and the way out of it, or a clock beside it.</source>
            <translation>一个岗位办理一个环节的时限：案件状态及其下一步，或与之并行的计时。</translation>
        </message>
        <message>
            <source>empty: whoever it is</source>
            <translation>空：任何岗位</translation>
        </message>
        <message>
            <source>For which reasons the handling clock stands still. A reason without a row does not stop it.</source>
            <translation>处置计时因何暂停。没有列出的事由不暂停。</translation>
        </message>
        <message>
            <source>of one pause; after it the clock runs again</source>
            <translation>单次暂停的最长时间；到期后继续计时</translation>
        </message>
        <message>
            <source>how often for one case; empty: any</source>
            <translation>每个案件可暂停的次数；空：不限</translation>
        </message>
        <message>
            <source>Who is alarmed after how many minutes about a case that nobody takes up.</source>
            <translation>案件无人办理时，多少分钟后提醒谁。</translation>
        </message>
        <message>
            <source>`person`: whose turn it is</source>
            <translation>person：轮到的人</translation>
        </message>
        <message>
            <source>Clocks of an order of the citizens' hotline, beside ours and counted from its receipt.</source>
            <translation>12345 工单自己的计时，与本系统并行，从接收起算。</translation>
        </message>
        <message>
            <source>Days off, and weekends that are worked in exchange.</source>
            <translation>节假日和调休上班日。</translation>
        </message>
        <message>
            <source>Who owns a class in an area (权属). The most particular row holds: class before major class before area.</source>
            <translation>某区域某类别归谁负责（权属）。最具体的一行生效：先小类，后大类，再区域。</translation>
        </message>
        <message>
            <source>a class, a major class `C01`, `C`, `E`; empty: every class</source>
            <translation>小类、大类 C01、C、E；空：所有类别</translation>
        </message>
        <message>
            <source>empty: everywhere</source>
            <translation>空：所有区域</translation>
        </message>
        <message>
            <source>Sentences that are said often (常用语), offered with a command.</source>
            <translation>经常使用的语句（常用语），随操作提供。</translation>
        </message>
        <message>
            <source>What is judged, by which formula and with which weight. The weights of an object are all 0 or sum to 1.</source>
            <translation>评价什么，按什么公式，权重多少。同一对象的权重全为 0 或合计为 1。</translation>
        </message>
        <message>
            <source>empty: 0, shown and not scored</source>
            <translation>空：0，只显示不计分</translation>
        </message>
        <message>
            <source>a formula of `x`, where there are no steps</source>
            <translation>没有得分档时，用含 x 的公式</translation>
        </message>
        <message>
            <source>Classes of scores (等级), best first.</source>
            <translation>得分的等级，从优到劣。</translation>
        </message>
        <message>
            <source>of the city</source>
            <translation>城市名称</translation>
        </message>
        <message>
            <source>in English</source>
            <translation>英文</translation>
        </message>
        <message>
            <source>administrative division code (GB/T 2260)</source>
            <translation>行政区划代码（GB/T 2260）</translation>
        </message>
        <message>
            <source>of the standards that the tables follow</source>
            <translation>各表所依据的标准版本</translation>
        </message>
        <message>
            <source>`sample-unverified`: nobody compared the numbers with the texts that hold here</source>
            <translation>sample-unverified：数值未与本地适用的文本核对</translation>
        </message>
        <message>
            <source>of the city's clocks</source>
            <translation>城市时钟所用</translation>
        </message>
        <message>
            <source>west; south; east; north in degrees</source>
            <translation>西；南；东；北，单位为度</translation>
        </message>
        <message>
            <source>percent</source>
            <translation>百分比</translation>
        </message>
        <message>
            <source>minutes; the line in the chart of handling times</source>
            <translation>分钟；处置用时图中的基准线</translation>
        </message>
        <message>
            <source>duty hours of the centre</source>
            <translation>中心的值班时间</translation>
        </message>
        <message>
            <source>not later than `duty_from`: on the next day</source>
            <translation>不晚于 duty_from 时为次日</translation>
        </message>
        <message>
            <source>parts of a day; else from duty_from to duty_to</source>
            <translation>一天内的各时段；否则为 duty_from 至 duty_to</translation>
        </message>
        <message>
            <source>of classes without one of their own</source>
            <translation>没有自己时限的类别</translation>
        </message>
        <message>
            <source>what n 工作日 mean</source>
            <translation>n 个工作日的含义</translation>
        </message>
        <message>
            <source>of a rolling working day; 0: of duty</source>
            <translation>滚动工作日的小时数；0：按值班时间</translation>
        </message>
        <message>
            <source>工作时 count on every day</source>
            <translation>工作时每天都计</translation>
        </message>
        <message>
            <source>the calendar covers</source>
            <translation>日历覆盖的年份</translation>
        </message>
        <message>
            <source>percent of a limit</source>
            <translation>占时限的百分比</translation>
        </message>
        <message>
            <source>cases that climb the escalation</source>
            <translation>进入升级督办的案件</translation>
        </message>
        <message>
            <source>what a failed check leaves: what was left of the limit, or a new limit</source>
            <translation>核查不通过后的时限：剩余时限或新时限</translation>
        </message>
        <message>
            <source>at which lamp a case is urged by itself</source>
            <translation>灯色到何时自动催办</translation>
        </message>
        <message>
            <source>how often a case may be extended</source>
            <translation>一个案件可延期的次数</translation>
        </message>
        <message>
            <source>of the original limit, the most that one extension adds</source>
            <translation>每次延期最多增加原时限的倍数</translation>
        </message>
        <message>
            <source>an overdue case may be extended, too</source>
            <translation>超时案件也可延期</translation>
        </message>
        <message>
            <source>reports of the public are verified before filing (R1)</source>
            <translation>公众举报立案前须核实（R1）</translation>
        </message>
        <message>
            <source>filing needs photos, or a verification on the spot (R2)</source>
            <translation>立案须有照片或现场核实（R2）</translation>
        </message>
        <message>
            <source>filing needs a filing condition, where the class has one (R2)</source>
            <translation>类别有立案条件时，立案须选择条件（R2）</translation>
        </message>
        <message>
            <source>filing needs a place in a unit grid cell (R2)</source>
            <translation>立案须有单元网格内的位置（R2）</translation>
        </message>
        <message>
            <source>what one person may do on one case; each such act is traced</source>
            <translation>一人可在同一案件上兼任的岗位；每次均留痕</translation>
        </message>
        <message>
            <source>an act is entered so many minutes after it was done; 0: within 30 days</source>
            <translation>补录须在办理后多少分钟内；0 表示 30 天内</translation>
        </message>
        <message>
            <source>returns rejected so many times count as shirking; 0: never</source>
            <translation>回退被驳回多少次计为推诿；0：不计</translation>
        </message>
        <message>
            <source>the extension with this number is the leader's to grant; 0: never</source>
            <translation>第几次延期须领导批准；0：不需要</translation>
        </message>
        <message>
            <source>minutes until it is urged again; 0: once</source>
            <translation>再次自动催办的间隔分钟；0：只催一次</translation>
        </message>
        <message>
            <source>days after closing until a case is archived by itself; 0: by hand</source>
            <translation>结案后多少天自动归档；0：手工归档</translation>
        </message>
        <message>
            <source>metres within which reports may be the same</source>
            <translation>多少米内视为可能重复</translation>
        </message>
        <message>
            <source>days within which reports may be the same</source>
            <translation>多少天内视为可能重复</translation>
        </message>
        <message>
            <source>whose weights and grades they are</source>
            <translation>权重和等级的出处</translation>
        </message>
        <message>
            <source>by a person, with the text</source>
            <translation>由人对照文本核对</translation>
        </message>
        <message>
            <source>shown with every evaluation</source>
            <translation>随每份评价显示</translation>
        </message>
        <message>
            <source>counts shown beside the indicators; empty: all that exist</source>
            <translation>与指标一起显示的计数；空：全部</translation>
        </message>
        <message>
            <source>must not be empty</source>
            <translation>不能为空</translation>
        </message>
        <message>
            <source>{length} letters; at most {most}</source>
            <translation>共 {length} 字；最多 {most} 字</translation>
        </message>
        <message>
            <source>{value} is no number</source>
            <translation>{value} 不是数字</translation>
        </message>
        <message>
            <source>{value} is no whole number</source>
            <translation>{value} 不是整数</translation>
        </message>
        <message>
            <source>{value} is not between {low} and {high}</source>
            <translation>{value} 不在 {low} 到 {high} 之间</translation>
        </message>
        <message>
            <source>{value} is not one of {allowed}</source>
            <translation>{value} 不在可选范围：{allowed}</translation>
        </message>
        <message>
            <source>{value} is neither yes nor no</source>
            <translation>{value} 既不是 yes 也不是 no</translation>
        </message>
        <message>
            <source>{value} is no day, as 2026-10-01</source>
            <translation>{value} 不是日期，应如 2026-10-01</translation>
        </message>
        <message>
            <source>{value} is no time of day, as 08:00</source>
            <translation>{value} 不是时刻，应如 08:00</translation>
        </message>
        <message>
            <source>{value} are no duty hours, as 08:00-12:00</source>
            <translation>{value} 不是值班时段，应如 08:00-12:00</translation>
        </message>
        <message>
            <source>{value} is no limit, as 4 work_hour; units: {allowed}</source>
            <translation>{value} 不是时限，应如 4 work_hour；单位：{allowed}</translation>
        </message>
        <message>
            <source>{value} is no class code, as C0102 or E0110</source>
            <translation>{value} 不是类别代码，应如 C0102 或 E0110</translation>
        </message>
        <message>
            <source>{value} is no code: letters, digits, - and _ only</source>
            <translation>{value} 不是代码：只能用字母、数字、- 和 _</translation>
        </message>
        <message>
            <source>{value} is no name of a count: small letters, digits and _, a letter first</source>
            <translation>{value} 不是计数名称：小写字母开头，只能用小写字母、数字和 _</translation>
        </message>
        <message>
            <source>{value} is no colour, as #2E7D32</source>
            <translation>{value} 不是颜色，应如 #2E7D32</translation>
        </message>
        <message>
            <source>{value} is no threshold, as damage_area_cm2 &gt; 25 &amp; depth_cm &gt; 2 | radius_m &lt;= 5</source>
            <translation>{value} 不是阈值，应如 damage_area_cm2 &gt; 25 &amp; depth_cm &gt; 2 | radius_m &lt;= 5</translation>
        </message>
        <message>
            <source>{value} are no score steps, as 0=100; 2=90; 4=75; 0</source>
            <translation>{value} 不是得分档，应如 0=100; 2=90; 4=75; 0</translation>
        </message>
        <message>
            <source>{value} is no time zone</source>
            <translation>{value} 不是时区</translation>
        </message>
        <message>
            <source>{value} has not six digits</source>
            <translation>{value} 不是六位数字</translation>
        </message>
        <message>
            <source>begins with {sign}: a spreadsheet would compute it</source>
            <translation>以 {sign} 开头：表格软件会当作公式计算</translation>
        </message>
        <message>
            <source>holds a character that is no text (line break, tab or zero byte)</source>
            <translation>含有不是文字的字符（换行、制表符或零字节）</translation>
        </message>
        <message>
            <source>{value} is in no row of {table}</source>
            <translation>{value} 在“{table}”中没有</translation>
        </message>
        <message>
            <source>the same key as line {other}: {value}</source>
            <translation>与第 {other} 行重复：{value}</translation>
        </message>
        <message>
            <source>a day cannot be in the calendar twice: {value}</source>
            <translation>日历中同一天不能出现两次：{value}</translation>
        </message>
        <message>
            <source>{value} is a reserved code: no case can have it</source>
            <translation>{value} 是保留代码：案件不能使用</translation>
        </message>
        <message>
            <source>{count} fields, the head has {head}</source>
            <translation>{count} 列，表头有 {head} 列</translation>
        </message>
        <message>
            <source>no row of a CSV file: {reason}</source>
            <translation>不是 CSV 行：{reason}</translation>
        </message>
        <message>
            <source>the column {column} is missing; there are {there}</source>
            <translation>缺少列 {column}；现有 {there}</translation>
        </message>
        <message>
            <source>no such column; there are {allowed}</source>
            <translation>没有这一列；可用 {allowed}</translation>
        </message>
        <message>
            <source>the column is there twice</source>
            <translation>这一列出现两次</translation>
        </message>
        <message>
            <source>no such setting</source>
            <translation>没有这个设置项</translation>
        </message>
        <message>
            <source>the setting is missing</source>
            <translation>缺少这个设置项</translation>
        </message>
        <message>
            <source>no table of a profile; there are {allowed}</source>
            <translation>不是城市档案的表；可用 {allowed}</translation>
        </message>
        <message>
            <source>the file is missing</source>
            <translation>缺少文件</translation>
        </message>
        <message>
            <source>cannot be read: {reason}</source>
            <translation>无法读取：{reason}</translation>
        </message>
        <message>
            <source>not {encoding} at byte {at}{hint}</source>
            <translation>第 {at} 字节不是 {encoding}{hint}</translation>
        </message>
        <message>
            <source>more than {most}</source>
            <translation>超过 {most}</translation>
        </message>
        <message>
            <source>{value} has no limit to which a milestone could belong</source>
            <translation>{value} 没有可附加阶段的时限</translation>
        </message>
        <message>
            <source>{value} is above itself</source>
            <translation>{value} 成了自己的上级</translation>
        </message>
        <message>
            <source>{day} is no day of a weekend</source>
            <translation>{day} 不是周末</translation>
        </message>
        <message>
            <source>{day} is in a year that time.years does not name</source>
            <translation>{day} 所在年份不在 time.years 中</translation>
        </message>
        <message>
            <source>the parts of duty overlap or are longer than a day</source>
            <translation>值班时段重叠或超过一天</translation>
        </message>
        <message>
            <source>two rows hold for the same cases: {value}</source>
            <translation>两行适用于同样的案件：{value}</translation>
        </message>
        <message>
            <source>{name} is not in its order: it must fall, or rise, from row to row</source>
            <translation>{name} 顺序不对：应逐行递减或递增</translation>
        </message>
        <message>
            <source>the weights of an object sum to {name}, not to 1</source>
            <translation>该对象的权重合计为 {name}，不是 1</translation>
        </message>
        <message>
            <source>{name} is no count of this object</source>
            <translation>该对象没有 {name} 这个计数</translation>
        </message>
        <message>
            <source>{name} has a weight, but no steps and no score formula</source>
            <translation>{name} 有权重，但没有得分档和得分公式</translation>
        </message>
        <message>
            <source>the formula cannot be read at letter {at}: {reason}</source>
            <translation>公式第 {at} 个字符处无法识别：{reason}</translation>
        </message>
        <message>
            <source>{reason}</source>
            <translation>{reason}</translation>
        </message>
        <message>
            <source>{value} would go, but {cases} open cases have it</source>
            <translation>{value} 将被去掉，但还有 {cases} 件在办案件使用</translation>
        </message>
        <message>
            <source>{value} would go, but {uses} use it</source>
            <translation>{value} 将被去掉，但还有 {uses} 处使用</translation>
        </message>
        <message>
            <source>{value} has an account: the security officer changes who that is</source>
            <translation>{value} 有账号：由安全管理员变更</translation>
        </message>
        <message>
            <source>the calendar names no day of {year}, in which cases run: it would count as without holidays</source>
            <translation>日历中没有 {year} 年的日期，而案件会用到：将按没有节假日计算</translation>
        </message>
    </context>
    <context>
        <name>ProfilePanel</name>
        <message>
            <source>City profile</source>
            <translation>城市档案</translation>
        </message>
        <message>
            <source>not saved</source>
            <translation>未保存</translation>
        </message>
        <message>
            <source>version {n}</source>
            <translation>版本 {n}</translation>
        </message>
        <message>
            <source>Only for administrators</source>
            <translation>仅限系统管理员</translation>
        </message>
        <message>
            <source>The city profile is the administrator's.</source>
            <translation>城市档案由系统管理员维护。</translation>
        </message>
        <message>
            <source>Changes that were not saved are here again.</source>
            <translation>上次未保存的修改已恢复。</translation>
        </message>
        <message>
            <source>No tables</source>
            <translation>没有表格</translation>
        </message>
        <message>
            <source>Somebody changed the profile; your changes were put on top of it.</source>
            <translation>档案已被他人更改；您的修改已叠加在新档案上。</translation>
        </message>
        <message>
            <source>Both changed rows ({n}), yours are kept: {rows}</source>
            <translation>双方都改过 {n} 行，保留您的修改：{rows}</translation>
        </message>
        <message>
            <source>Nothing was changed.</source>
            <translation>没有修改。</translation>
        </message>
        <message>
            <source>Version {n} is in use.</source>
            <translation>版本 {n} 已启用。</translation>
        </message>
        <message>
            <source>back to version {n}</source>
            <translation>退回到版本 {n}</translation>
        </message>
        <message>
            <source>Version {n} is here to be looked at; Ctrl+S weighs it.</source>
            <translation>版本 {n} 已取出；按 Ctrl+S 核对影响。</translation>
        </message>
        <message>
            <source>row {n}</source>
            <translation>第 {n} 行</translation>
        </message>
        <message>
            <source>rows in another order</source>
            <translation>行的顺序不同</translation>
        </message>
    </context>
    <context>
        <name>ProfileValue</name>
        <message>
            <source>report</source>
            <translation>上报</translation>
        </message>
        <message>
            <source>standard</source>
            <translation>标准</translation>
        </message>
        <message>
            <source>city's own</source>
            <translation>扩展</translation>
        </message>
        <message>
            <source>reserved</source>
            <translation>保留</translation>
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
            <source>yes</source>
            <translation>是</translation>
        </message>
        <message>
            <source>no</source>
            <translation>否</translation>
        </message>
        <message>
            <source>arrival</source>
            <translation>到场</translation>
        </message>
        <message>
            <source>decision on a return</source>
            <translation>回退审批</translation>
        </message>
        <message>
            <source>decision on an extension</source>
            <translation>延期审批</translation>
        </message>
        <message>
            <source>decision on a suspension</source>
            <translation>挂账审批</translation>
        </message>
        <message>
            <source>reply to a supervision</source>
            <translation>督办回复</translation>
        </message>
        <message>
            <source>signing an instruction</source>
            <translation>批示签收</translation>
        </message>
        <message>
            <source>answer to an instruction</source>
            <translation>批示反馈</translation>
        </message>
        <message>
            <source>reply to the caller</source>
            <translation>回复来电人</translation>
        </message>
        <message>
            <source>appeal</source>
            <translation>申诉</translation>
        </message>
        <message>
            <source>decision on an appeal</source>
            <translation>申诉审核</translation>
        </message>
        <message>
            <source>return asked for</source>
            <translation>申请回退</translation>
        </message>
        <message>
            <source>extension asked for</source>
            <translation>申请延期</translation>
        </message>
        <message>
            <source>suspension asked for</source>
            <translation>申请挂账</translation>
        </message>
        <message>
            <source>suspended</source>
            <translation>挂账</translation>
        </message>
        <message>
            <source>waiting for the check</source>
            <translation>等待核查</translation>
        </message>
        <message>
            <source>milestone</source>
            <translation>阶段期限</translation>
        </message>
        <message>
            <source>whose turn it is</source>
            <translation>轮到的人</translation>
        </message>
        <message>
            <source>day off</source>
            <translation>节假日</translation>
        </message>
        <message>
            <source>worked in exchange</source>
            <translation>调休上班</translation>
        </message>
        <message>
            <source>area</source>
            <translation>区域</translation>
        </message>
        <message>
            <source>inspector (post)</source>
            <translation>监督员</translation>
        </message>
        <message>
            <source>intake (post)</source>
            <translation>受理员</translation>
        </message>
        <message>
            <source>count</source>
            <translation>个数</translation>
        </message>
        <message>
            <source>percent</source>
            <translation>百分比</translation>
        </message>
        <message>
            <source>minutes</source>
            <translation>分钟</translation>
        </message>
        <message>
            <source>times</source>
            <translation>倍数</translation>
        </message>
        <message>
            <source>higher is better</source>
            <translation>越高越好</translation>
        </message>
        <message>
            <source>lower is better</source>
            <translation>越低越好</translation>
        </message>
        <message>
            <source>found in a source</source>
            <translation>有出处</translation>
        </message>
        <message>
            <source>general knowledge</source>
            <translation>常识</translation>
        </message>
        <message>
            <source>uncertain</source>
            <translation>不确定</translation>
        </message>
        <message>
            <source>our own</source>
            <translation>自定</translation>
        </message>
        <message>
            <source>same clock time on the n-th working day</source>
            <translation>第 n 个工作日同一时刻</translation>
        </message>
        <message>
            <source>n times the hours of duty</source>
            <translation>按值班小时累计</translation>
        </message>
        <message>
            <source>end of duty of the n-th working day</source>
            <translation>第 n 个工作日下班时</translation>
        </message>
        <message>
            <source>supervised</source>
            <translation>督办</translation>
        </message>
        <message>
            <source>dispatch and close</source>
            <translation>派遣兼结案</translation>
        </message>
        <message>
            <source>dispatch and file</source>
            <translation>派遣兼立案</translation>
        </message>
        <message>
            <source>handle and check</source>
            <translation>处置兼核查</translation>
        </message>
        <message>
            <source>apply and decide</source>
            <translation>申请兼审批</translation>
        </message>
        <message>
            <source>urgent hours</source>
            <translation>紧急工作时</translation>
        </message>
        <message>
            <source>urgent days</source>
            <translation>紧急工作日</translation>
        </message>
        <message>
            <source>working hours</source>
            <translation>工作时</translation>
        </message>
        <message>
            <source>working days</source>
            <translation>工作日</translation>
        </message>
        <message>
            <source>what was left</source>
            <translation>剩余时限</translation>
        </message>
        <message>
            <source>a new limit</source>
            <translation>新时限</translation>
        </message>
        <message>
            <source>yellow</source>
            <translation>黄灯</translation>
        </message>
        <message>
            <source>red</source>
            <translation>红灯</translation>
        </message>
    </context>
    <context>
        <name>SheetModel</name>
        <message>
            <source>Meaning</source>
            <translation>含义</translation>
        </message>
    </context>
    <context>
        <name>TablePage</name>
        <message>
            <source>Filter rows  (Ctrl+F)</source>
            <translation>筛选行（Ctrl+F）</translation>
        </message>
        <message>
            <source>Enter edit · Ctrl+N new row · Ctrl+D copy row · Ctrl+Del delete rows · Alt+↑↓ move · Ctrl+C/X/V cells · Ctrl+Z/Y undo, redo · Ctrl+E next fault · Ctrl+PgUp/PgDn table · Ctrl+S preview · Ctrl+H versions</source>
            <translation>回车 编辑 · Ctrl+N 新行 · Ctrl+D 复制行 · Ctrl+Del 删除行 · Alt+↑↓ 移动 · Ctrl+C/X/V 单元格 · Ctrl+Z/Y 撤销、重做 · Ctrl+E 下一错误 · Ctrl+PgUp/PgDn 换表 · Ctrl+S 预览 · Ctrl+H 历史版本</translation>
        </message>
        <message>
            <source>That is too much to paste.</source>
            <translation>粘贴的内容太多。</translation>
        </message>
        <message>
            <source>No fault.</source>
            <translation>没有错误。</translation>
        </message>
    </context>
    <context>
        <name>Room</name>
        <message>
            <source>City profile</source>
            <translation>城市档案</translation>
        </message>
        <message>
            <source>Administrator's seat</source>
            <translation>管理员席</translation>
        </message>
        <message>
            <source>Tables of the city profile (administrators)</source>
            <translation>城市档案的表格（管理员）</translation>
        </message>
    </context>
    <context>
        <name>Acts</name>
        <message>
            <source>the tables of the city profile</source>
            <translation>城市档案的表格</translation>
        </message>
    </context>
</TS>
