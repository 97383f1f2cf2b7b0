<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ActForm</name>
    <message>
        <source>Which act?</source>
        <translation>哪个操作？</translation>
    </message>
</context>
<context>
    <name>ActPad</name>
    <message>
        <source>{n} more</source>
        <translation>更多 {n}</translation>
    </message>
    <message>
        <source>To the wall</source>
        <translation>现场上墙</translation>
    </message>
    <message>
        <source>Speak</source>
        <translation>喊话</translation>
    </message>
    <message>
        <source>Sent; waiting for the server</source>
        <translation>已发送，等待服务器</translation>
    </message>
    <message>
        <source>For: {act}</source>
        <translation>代{act}</translation>
    </message>
</context>
<context>
    <name>AskBox</name>
    <message>
        <source>Type to narrow · ↑↓ · Enter · Esc</source>
        <translation>输入可筛选 · ↑↓ · Enter · Esc</translation>
    </message>
    <message>
        <source>Type · Enter · Esc</source>
        <translation>输入 · Enter · Esc</translation>
    </message>
    <message>
        <source>{words}: no such answer</source>
        <translation>{words}：没有这个选项</translation>
    </message>
</context>
<context>
    <name>CasePanel</name>
    <message>
        <source>Nearest cameras</source>
        <translation>最近摄像机</translation>
    </message>
    <message>
        <source>Nearest poles</source>
        <translation>最近音柱</translation>
    </message>
    <message>
        <source>Trail</source>
        <translation>办理过程</translation>
    </message>
    <message>
        <source>The case has no coordinates.</source>
        <translation>案件无坐标。</translation>
    </message>
    <message>
        <source>No camera has a place.</source>
        <translation>没有带坐标的摄像机。</translation>
    </message>
    <message>
        <source>No pole has a place.</source>
        <translation>没有带坐标的音柱。</translation>
    </message>
    <message>
        <source>The trail is being fetched.</source>
        <translation>正在获取办理过程。</translation>
    </message>
</context>
<context>
    <name>CasePrint</name>
    <message>
        <source>This screen prints nothing</source>
        <translation>本屏不打印</translation>
    </message>
    <message>
        <source>The case file is being made</source>
        <translation>正在生成案卷</translation>
    </message>
    <message>
        <source>The case file cannot be written: {reason}</source>
        <translation>案卷无法写入：{reason}</translation>
    </message>
    <message>
        <source>Case file: {path}</source>
        <translation>案卷：{path}</translation>
    </message>
    <message>
        <source>No case file: {reason}</source>
        <translation>未生成案卷：{reason}</translation>
    </message>
</context>
<context>
    <name>CaseView</name>
    <message>
        <source>Case</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>No case selected</source>
        <translation>未选择案件</translation>
    </message>
    <message>
        <source>Choose one in the queue or on the map.</source>
        <translation>请在队列或地图上选择。</translation>
    </message>
    <message>
        <source>The trail cannot be fetched now; it is asked for again with the next change.</source>
        <translation>暂时无法获取办理过程；案件变化时会再次获取。</translation>
    </message>
</context>
<context>
    <name>ChoiceRow</name>
    <message>
        <source>any class</source>
        <translation>全部大类</translation>
    </message>
    <message>
        <source>any department</source>
        <translation>全部部门</translation>
    </message>
    <message>
        <source>any district</source>
        <translation>全部区</translation>
    </message>
    <message>
        <source>any source</source>
        <translation>全部来源</translation>
    </message>
    <message>
        <source>overdue</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>supervised</source>
        <translation>督办</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>Choices</name>
    <message>
        <source>{act}: which department?</source>
        <translation>{act}：哪个部门？</translation>
    </message>
    <message>
        <source>{act}: whom?</source>
        <translation>{act}：派谁去？</translation>
    </message>
    <message>
        <source>{act}: which inspector? Enter: whose grid it is</source>
        <translation>{act}：哪位监督员？回车：所属网格的监督员</translation>
    </message>
    <message>
        <source>{act}: to whom?</source>
        <translation>{act}：给谁？</translation>
    </message>
    <message>
        <source>{act}: to which town or street?</source>
        <translation>{act}：哪个镇街？</translation>
    </message>
    <message>
        <source>{act}: for what reason? (rule R8)</source>
        <translation>{act}：理由？（规则 R8）</translation>
    </message>
    <message>
        <source>{act}: in which words?</source>
        <translation>{act}：内容？</translation>
    </message>
    <message>
        <source>{act}: a remark? Enter: none</source>
        <translation>{act}：说明？回车：无</translation>
    </message>
    <message>
        <source>granted</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>不同意</translation>
    </message>
    <message>
        <source>it is so</source>
        <translation>属实</translation>
    </message>
    <message>
        <source>it is not so</source>
        <translation>不属实</translation>
    </message>
    <message>
        <source>{act}: until when?</source>
        <translation>{act}：到何时？</translation>
    </message>
    <message>
        <source>{act}: answer by when? Enter: as the city has it</source>
        <translation>{act}：何时前回复？回车：按城市规定</translation>
    </message>
    <message>
        <source>{act}: which condition? Enter: as reported</source>
        <translation>{act}：立案条件？回车：按上报</translation>
    </message>
    <message>
        <source>{act}: which stage?</source>
        <translation>{act}：哪个阶段？</translation>
    </message>
    <message>
        <source>{act}: how satisfied?</source>
        <translation>{act}：满意程度？</translation>
    </message>
    <message>
        <source>{act}: into which case?</source>
        <translation>{act}：并入哪个案件？</translation>
    </message>
    <message>
        <source>{act}: of which case?</source>
        <translation>{act}：归属哪个主案？</translation>
    </message>
    <message>
        <source>a case of its own</source>
        <translation>独立案件</translation>
    </message>
    <message>
        <source>{act}: what instead? Words are the place</source>
        <translation>{act}：改为？直接输入即为地点</translation>
    </message>
    <message>
        <source>Entered for whom? (代录)</source>
        <translation>代谁录入？</translation>
    </message>
    <message>
        <source>to the city</source>
        <translation>移交市级</translation>
    </message>
    <message>
        <source>not a city-management matter</source>
        <translation>不属于城市管理事项</translation>
    </message>
    <message>
        <source>reported twice</source>
        <translation>重复上报</translation>
    </message>
    <message>
        <source>place cannot be found</source>
        <translation>地点无法核实</translation>
    </message>
    <message>
        <source>evidence does not suffice</source>
        <translation>证据不足</translation>
    </message>
    <message>
        <source>{act}: what is the answer?</source>
        <translation>{act}：结论？</translation>
    </message>
    <message>
        <source>d</source>
        <translation>天</translation>
    </message>
    <message>
        <source>not at all</source>
        <translation>很不满意</translation>
    </message>
    <message>
        <source>little</source>
        <translation>不满意</translation>
    </message>
    <message>
        <source>fairly</source>
        <translation>一般</translation>
    </message>
    <message>
        <source>well</source>
        <translation>满意</translation>
    </message>
    <message>
        <source>very</source>
        <translation>非常满意</translation>
    </message>
    <message>
        <source>class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>urgency</source>
        <translation>紧急程度</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>诉求类别</translation>
    </message>
</context>
<context>
    <name>Company</name>
    <message>
        <source>{name} has taken over this case</source>
        <translation>{name} 已接管此案</translation>
    </message>
    <message>
        <source>Not taken over: only a higher rank may</source>
        <translation>未能接管：只有上级可以接管</translation>
    </message>
    <message>
        <source>Taken over; the act can begin</source>
        <translation>已接管，可以办理</translation>
    </message>
</context>
<context>
    <name>DetailPanel</name>
    <message>
        <source>The trail is being fetched.</source>
        <translation>正在获取办理过程。</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Filter Ctrl+F</source>
        <translation>筛选 Ctrl+F</translation>
    </message>
    <message>
        <source>Words of a case: number, class, place, department. Enter: back to the rows</source>
        <translation>案件的词语：短号、类别、地点、部门。Enter 回到列表</translation>
    </message>
    <message>
        <source>Name of this filter, Enter</source>
        <translation>筛选名称，回车保存</translation>
    </message>
    <message>
        <source>Choose Ctrl+G</source>
        <translation>条件 Ctrl+G</translation>
    </message>
    <message>
        <source>Keep Ctrl+S</source>
        <translation>存为筛选 Ctrl+S</translation>
    </message>
    <message>
        <source>Ctrl+S keeps this filter by name, Alt+1 to 9 asks it again, Ctrl+D forgets it</source>
        <translation>Ctrl+S 按名称保存此筛选，Alt+1 至 9 调用，Ctrl+D 删除</translation>
    </message>
</context>
<context>
    <name>Media</name>
    <message>
        <source>The wall shows no documents; open it at an office desk.</source>
        <translation>大屏不显示文档，请在办公席打开。</translation>
    </message>
    <message>
        <source>This screen plays no sound and no clips.</source>
        <translation>本屏不播放录音和视频。</translation>
    </message>
    <message>
        <source>Not played: it is not the file that was attached (its SHA-256 differs)</source>
        <translation>不予播放：与上传时不一致（SHA-256 不符）</translation>
    </message>
    <message>
        <source>Being fetched</source>
        <translation>正在读取</translation>
    </message>
</context>
<context>
    <name>NearList</name>
    <message>
        <source>reaches the place</source>
        <translation>覆盖现场</translation>
    </message>
    <message>
        <source>does not reach the place</source>
        <translation>未覆盖现场</translation>
    </message>
    <message>
        <source>sees the place</source>
        <translation>可见现场</translation>
    </message>
    <message>
        <source>looks elsewhere</source>
        <translation>未朝向现场</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>离线</translation>
    </message>
</context>
<context>
    <name>PhotoCell</name>
    <message>
        <source>Being fetched</source>
        <translation>正在读取</translation>
    </message>
    <message>
        <source>No small picture; Enter opens the photo</source>
        <translation>没有缩略图，按 Enter 打开照片</translation>
    </message>
    <message>
        <source>Enter: again</source>
        <translation>Enter：重试</translation>
    </message>
</context>
<context>
    <name>PhotoStrip</name>
    <message>
        <source>Attach to case {short}</source>
        <translation>为案件 {short} 添加文件</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Kinds</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Photos, sounds, clips, PDF ({kinds})</source>
        <translation>照片、录音、视频、PDF ({kinds})</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Attach a photo, sound, clip or PDF; or drop files here</source>
        <translation>添加照片、录音、视频或 PDF；也可将文件拖到此处</translation>
    </message>
    <message>
        <source>{name} · {percent} %</source>
        <translation>{name} · {percent} %</translation>
    </message>
    <message>
        <source>{name} · sent, being checked</source>
        <translation>{name} · 已发送，正在检查</translation>
    </message>
    <message>
        <source>for case {short}: {words}</source>
        <translation>案件 {short}：{words}</translation>
    </message>
    <message>
        <source>{words} · {n} more</source>
        <translation>{words} · 还有 {n} 个</translation>
    </message>
    <message>
        <source>Let go to attach to this case</source>
        <translation>松开即添加到本案件</translation>
    </message>
    <message>
        <source>O: large, one after the other</source>
        <translation>O：逐张放大查看</translation>
    </message>
</context>
<context>
    <name>PhotoView</name>
    <message>
        <source>The photo is being fetched</source>
        <translation>正在读取照片</translation>
    </message>
    <message>
        <source>Not shown: this file is not the one that was attached (its SHA-256 differs).</source>
        <translation>不予显示：该文件与上传时不一致（SHA-256 校验值不符）。</translation>
    </message>
    <message>
        <source>SHA-256 as recorded</source>
        <translation>校验值一致</translation>
    </message>
    <message>
        <source>← → other photos · Esc back</source>
        <translation>← → 其他照片 · Esc 返回</translation>
    </message>
    <message>
        <source>Enter: again</source>
        <translation>Enter：重试</translation>
    </message>
</context>
<context>
    <name>QueuePanel</name>
    <message>
        <source>Case queue</source>
        <translation>案件队列</translation>
    </message>
    <message>
        <source>No case fits this filter. Esc clears it.</source>
        <translation>没有符合筛选的案件。按 Esc 清除。</translation>
    </message>
    <message>
        <source>No open case</source>
        <translation>没有在办案件</translation>
    </message>
    <message>
        <source>New cases appear here by themselves.</source>
        <translation>新案件会自动出现。</translation>
    </message>
    <message>
        <source>open {open} · overdue {late} · nearly {near}</source>
        <translation>在办 {open} · 超时 {late} · 将超时 {near}</translation>
    </message>
</context>
<context>
    <name>QueueWords</name>
    <message>
        <source>supervised</source>
        <translation>督办</translation>
    </message>
    <message>
        <source>major</source>
        <translation>重大</translation>
    </message>
    <message>
        <source>urgent</source>
        <translation>紧急</translation>
    </message>
    <message>
        <source>leader&apos;s note</source>
        <translation>批示</translation>
    </message>
    <message>
        <source>urged {n}</source>
        <translation>催办 {n}</translation>
    </message>
    <message>
        <source>rework {n}</source>
        <translation>返工 {n}</translation>
    </message>
    <message>
        <source>extension asked</source>
        <translation>申请延期</translation>
    </message>
    <message>
        <source>suspension asked</source>
        <translation>申请挂账</translation>
    </message>
    <message>
        <source>no clock</source>
        <translation>停表</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>环节</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>短号</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>责任部门</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>For me</source>
        <translation>等我办理</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>To confirm</source>
        <translation>待确认</translation>
    </message>
    <message>
        <source>Verifying</source>
        <translation>核实中</translation>
    </message>
    <message>
        <source>To decide</source>
        <translation>待审批</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>挂账</translation>
    </message>
    <message>
        <source>To accept</source>
        <translation>待受理</translation>
    </message>
    <message>
        <source>To file</source>
        <translation>待立案</translation>
    </message>
    <message>
        <source>To dispatch</source>
        <translation>待派遣</translation>
    </message>
    <message>
        <source>To sign for</source>
        <translation>待签收</translation>
    </message>
    <message>
        <source>Handling</source>
        <translation>处置中</translation>
    </message>
    <message>
        <source>To check</source>
        <translation>待核查</translation>
    </message>
    <message>
        <source>To close</source>
        <translation>待结案</translation>
    </message>
    <message>
        <source>Urgent</source>
        <translation>紧急</translation>
    </message>
    <message>
        <source>Supervised</source>
        <translation>督办</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>No coordinates</source>
        <translation>无坐标</translation>
    </message>
    <message>
        <source>no place</source>
        <translation>无坐标</translation>
    </message>
</context>
<context>
    <name>Uploads</name>
    <message>
        <source>it is no file</source>
        <translation>不是文件</translation>
    </message>
    <message>
        <source>{name} cannot be read: {reason}</source>
        <translation>无法读取 {name}：{reason}</translation>
    </message>
    <message>
        <source>{name} is too large: a file of this kind has at most {most} MB.</source>
        <translation>{name} 过大：此类文件最大 {most} MB。</translation>
    </message>
    <message>
        <source>{name} was not taken: the case has as many files as it may have.</source>
        <translation>{name} 未接收：本案件的文件数已达上限。</translation>
    </message>
    <message>
        <source>{name} is HEIC, which cannot be shown here. Let the telephone take JPEG (iPhone: Settings, Camera, Formats, Most Compatible), or save the picture as JPEG.</source>
        <translation>{name} 为 HEIC 格式，此处无法显示。请将手机设为拍摄 JPEG（iPhone：设置 → 相机 → 格式 → 兼容性最佳），或将照片另存为 JPEG。</translation>
    </message>
    <message>
        <source>{name} is of a type that is not taken. Taken are: {allowed}.</source>
        <translation>{name} 的类型不接收。可接收：{allowed}。</translation>
    </message>
    <message>
        <source>{name} is broken: cut short, not readable, or two files in one.</source>
        <translation>{name} 已损坏：不完整、无法读取，或一个文件中含有两个文件。</translation>
    </message>
    <message>
        <source>{name} is empty.</source>
        <translation>{name} 是空文件。</translation>
    </message>
    <message>
        <source>{name} was not taken: the case is over, its files stay as they are.</source>
        <translation>{name} 未接收：案件已办结，其文件不再变动。</translation>
    </message>
    <message>
        <source>{name}: the server does not answer. Send it again later; it is not stored twice.</source>
        <translation>{name}：服务器没有响应。请稍后再发，不会重复保存。</translation>
    </message>
</context>
<context>
    <name>act_refusals</name>
    <message>
        <source>{act} not possible: {rule}</source>
        <translation>{act}不可用：{rule}</translation>
    </message>
    <message>
        <source>{act} is not for this seat: it belongs to {roles}</source>
        <translation>{act}不属于本席位：由{roles}办理</translation>
    </message>
    <message>
        <source>{act} not possible: the check has not passed (rule R4)</source>
        <translation>{act}不可用：核查未通过（规则 R4）</translation>
    </message>
    <message>
        <source>{act} not possible: the case must be {states}</source>
        <translation>{act}不可用：案件须为{states}</translation>
    </message>
</context>
<context>
    <name>case_sheet</name>
    <message>
        <source>Case file {short} · {name}</source>
        <translation>案卷 {short} · {name}</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>not as it was attached</source>
        <translation>非上传时的原件</translation>
    </message>
    <message>
        <source>Trail</source>
        <translation>办理过程</translation>
    </message>
    <message>
        <source>… {n} lines left out here; the hashes cover them too</source>
        <translation>…… 此处略去 {n} 行，校验值包含全部内容</translation>
    </message>
    <message>
        <source>as of event {seq}, {clock}</source>
        <translation>截至事件 {seq}，{clock}</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Head of the chain</source>
        <translation>证据链末端</translation>
    </message>
    <message>
        <source>no. {number}, {clock}: {hash}</source>
        <translation>第 {number} 号，{clock}：{hash}</translation>
    </message>
    <message>
        <source>none yet over the last line</source>
        <translation>最后一行尚未纳入检查点</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>{n} more files; their hashes are in the chain</source>
        <translation>另有 {n} 个文件，校验值在证据链中</translation>
    </message>
</context>
<context>
    <name>case_words</name>
    <message>
        <source>{place} (no coordinates: not on the map)</source>
        <translation>{place}（无坐标，不在地图上）</translation>
    </message>
    <message>
        <source>no limit is running</source>
        <translation>未计时</translation>
    </message>
    <message>
        <source>limit {span}, until {clock}</source>
        <translation>限 {span}，到 {clock}</translation>
    </message>
    <message>
        <source>this step {span}, until {clock}</source>
        <translation>本环节限 {span}，到 {clock}</translation>
    </message>
    <message>
        <source>overdue by {span}</source>
        <translation>已超时 {span}</translation>
    </message>
    <message>
        <source>{percent} % used</source>
        <translation>已满 {percent} %</translation>
    </message>
    <message>
        <source>until {clock}</source>
        <translation>至 {clock}</translation>
    </message>
    <message>
        <source>rework {n}</source>
        <translation>返工 {n}</translation>
    </message>
    <message>
        <source>urged {n}</source>
        <translation>催办 {n}</translation>
    </message>
    <message>
        <source>supervision waits for its reply</source>
        <translation>督办待回复</translation>
    </message>
    <message>
        <source>leader&apos;s note</source>
        <translation>批示</translation>
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
        <source>verified</source>
        <translation>已核实</translation>
    </message>
    <message>
        <source>refuted on the spot</source>
        <translation>核实不属实</translation>
    </message>
    <message>
        <source>given to {name}</source>
        <translation>指定 {name}</translation>
    </message>
    <message>
        <source>handled on the spot</source>
        <translation>自处置</translation>
    </message>
    <message>
        <source>Overall limit</source>
        <translation>总时限</translation>
    </message>
    <message>
        <source>to be closed by {clock}</source>
        <translation>应于 {clock} 前结案</translation>
    </message>
    <message>
        <source>to be closed by {clock}, overdue</source>
        <translation>应于 {clock} 前结案，已超时</translation>
    </message>
    <message>
        <source>asked to go back</source>
        <translation>申请退单</translation>
    </message>
    <message>
        <source>went back to 12345</source>
        <translation>已退回 12345</translation>
    </message>
    <message>
        <source>not taken back</source>
        <translation>退单未获同意</translation>
    </message>
    <message>
        <source>closed here lately, reported again</source>
        <translation>结案后再次上报</translation>
    </message>
    <message>
        <source>Related cases</source>
        <translation>关联案件</translation>
    </message>
    <message>
        <source>merged into</source>
        <translation>并入</translation>
    </message>
    <message>
        <source>child of</source>
        <translation>主案</translation>
    </message>
    <message>
        <source>closed here before</source>
        <translation>此前同处结案</translation>
    </message>
    <message>
        <source>children</source>
        <translation>子案</translation>
    </message>
    <message>
        <source>merged in</source>
        <translation>并入的案件</translation>
    </message>
    <message>
        <source>reported again</source>
        <translation>再次上报</translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation>另有 {n} 件</translation>
    </message>
    <message>
        <source>town&apos;s loop</source>
        <translation>镇街小循环</translation>
    </message>
    <message>
        <source>{n} photos</source>
        <translation>照片 {n} 张</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>Unit grid</source>
        <translation>单元网格</translation>
    </message>
    <message>
        <source>class {grade}</source>
        <translation>{grade} 类</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Duty grid</source>
        <translation>责任网格</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>责任部门</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Reported</source>
        <translation>上报</translation>
    </message>
    <message>
        <source>Component</source>
        <translation>部件</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>sign by {clock}</source>
        <translation>{clock} 前签收</translation>
    </message>
    <message>
        <source>send back by {clock}</source>
        <translation>{clock} 前可退单</translation>
    </message>
    <message>
        <source>answer by {clock}</source>
        <translation>{clock} 前答复</translation>
    </message>
    <message>
        <source>answered {clock}</source>
        <translation>{clock} 已答复</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>工单</translation>
    </message>
</context>
<context>
    <name>company_words</name>
    <message>
        <source>{names} acts on it</source>
        <translation>{names} 正在办理</translation>
    </message>
    <message>
        <source>{names} looks at it</source>
        <translation>{names} 正在查看</translation>
    </message>
    <message>
        <source>{name} is acting on this case (there since {clock}). {key} takes over, for a higher rank.</source>
        <translation>{name} 正在办理此案（{clock} 起）。上级可按 {key} 接管。</translation>
    </message>
</context>
<context>
    <name>file_words</name>
    <message>
        <source>Sound</source>
        <translation>录音</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Photo of the scene</source>
        <translation>现场照片</translation>
    </message>
    <message>
        <source>Photo before</source>
        <translation>处置前照片</translation>
    </message>
    <message>
        <source>Photo after</source>
        <translation>处置后照片</translation>
    </message>
</context>
<context>
    <name>flow_picture</name>
    <message>
        <source>Report</source>
        <translation>上报</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>受理</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>核实</translation>
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
        <source>Check</source>
        <translation>核查</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>结案</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
</context>
<context>
    <name>photo_words</name>
    <message>
        <source>Reported</source>
        <translation>上报照片</translation>
    </message>
    <message>
        <source>Handled</source>
        <translation>处置照片</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>核查照片</translation>
    </message>
    <message>
        <source>the camera says {time}</source>
        <translation>相机记录 {time}</translation>
    </message>
    <message>
        <source>Photos are being fetched</source>
        <translation>正在读取照片</translation>
    </message>
    <message>
        <source>No photo with the report</source>
        <translation>上报时没有照片</translation>
    </message>
    <message>
        <source>Photo after handling is awaited</source>
        <translation>等待处置后照片</translation>
    </message>
    <message>
        <source>the department attaches it with its feedback</source>
        <translation>部门反馈时上传</translation>
    </message>
    <message>
        <source>Photo of the check is awaited</source>
        <translation>等待核查照片</translation>
    </message>
    <message>
        <source>the inspector attaches it on the spot</source>
        <translation>监督员在现场上传</translation>
    </message>
    <message>
        <source>The case is over: its files stay as they are.</source>
        <translation>案件已办结，其文件不再变动。</translation>
    </message>
    <message>
        <source>Files are attached by: {roles}</source>
        <translation>可添加文件的岗位：{roles}</translation>
    </message>
    <message>
        <source>The server&apos;s disk does not have this file</source>
        <translation>服务器磁盘上没有此文件</translation>
    </message>
</context>
<context>
    <name>trail_words</name>
    <message>
        <source>{name}, entered by {writer}</source>
        <translation>{name}（{writer} 代录）</translation>
    </message>
    <message>
        <source>until {clock}</source>
        <translation>至 {clock}</translation>
    </message>
    <message>
        <source>from: {state}</source>
        <translation>原状态 {state}</translation>
    </message>
    <message>
        <source>it is so</source>
        <translation>属实</translation>
    </message>
    <message>
        <source>it is not so</source>
        <translation>不属实</translation>
    </message>
    <message>
        <source>in time</source>
        <translation>按时</translation>
    </message>
    <message>
        <source>too late</source>
        <translation>逾期</translation>
    </message>
    <message>
        <source>to the city</source>
        <translation>移交市级</translation>
    </message>
    <message>
        <source>satisfaction {n} of 5</source>
        <translation>满意度 {n}/5</translation>
    </message>
    <message>
        <source>counted as shirking</source>
        <translation>计推诿</translation>
    </message>
    <message>
        <source>by one person in two posts</source>
        <translation>一人两岗</translation>
    </message>
    <message>
        <source>the handling limit</source>
        <translation>处置时限</translation>
    </message>
    <message>
        <source>the limit of the step</source>
        <translation>环节时限</translation>
    </message>
    <message>
        <source>a stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>the arrival</source>
        <translation>到场</translation>
    </message>
    <message>
        <source>the reply to a supervision</source>
        <translation>督办回复</translation>
    </message>
    <message>
        <source>the answer to a note</source>
        <translation>批示反馈</translation>
    </message>
    <message>
        <source>the decision on an extension</source>
        <translation>延期审批</translation>
    </message>
    <message>
        <source>the decision on a suspension</source>
        <translation>挂账审批</translation>
    </message>
    <message>
        <source>signing for the order</source>
        <translation>工单签收</translation>
    </message>
    <message>
        <source>the answer to the caller</source>
        <translation>答复诉求人</translation>
    </message>
    <message>
        <source>by the system</source>
        <translation>系统自动</translation>
    </message>
</context>
</TS>
