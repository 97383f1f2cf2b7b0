<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Legend</name>
    <message>
        <location filename="../../mapview/legend.py" line="42"/>
        <source>Legend</source>
        <translation>图例</translation>
    </message>
    <message>
        <location filename="../../mapview/legend.py" line="46"/>
        <source>zoom {n}</source>
        <translation>比例 {n} 级</translation>
    </message>
    <message>
        <location filename="../../mapview/legend.py" line="49"/>
        <source>within limit</source>
        <translation>时限内</translation>
    </message>
    <message>
        <location filename="../../mapview/legend.py" line="50"/>
        <source>80 % used</source>
        <translation>满 80 %</translation>
    </message>
    <message>
        <location filename="../../mapview/legend.py" line="51"/>
        <source>overdue</source>
        <translation>已超时</translation>
    </message>
    <message>
        <location filename="../../mapview/legend.py" line="52"/>
        <source>camera</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <location filename="../../mapview/legend.py" line="53"/>
        <source>pole</source>
        <translation>音柱</translation>
    </message>
    <message>
        <location filename="../../mapview/legend.py" line="54"/>
        <source>vehicle</source>
        <translation>车辆</translation>
    </message>
    <message>
        <location filename="../../mapview/legend.py" line="55"/>
        <source>inspector</source>
        <translation>巡查员</translation>
    </message>
    <message>
        <location filename="../../mapview/legend.py" line="56"/>
        <source>alarm</source>
        <translation>报警</translation>
    </message>
</context>
<context>
    <name>MapLayers</name>
    <message>
        <location filename="../../mapview/layer_words.py" line="11"/>
        <source>Cases</source>
        <translation>案件</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="12"/>
        <source>Resources</source>
        <translation>资源</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="13"/>
        <source>Components</source>
        <translation>部件</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="14"/>
        <source>Cells and areas</source>
        <translation>网格与区域</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="21"/>
        <source>To accept and file</source>
        <translation>待立案</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="22"/>
        <source>To dispatch</source>
        <translation>待派遣</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="23"/>
        <source>To sign for</source>
        <translation>待签收</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="24"/>
        <source>Being handled</source>
        <translation>处置中</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="25"/>
        <source>Being checked</source>
        <translation>核查中</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="26"/>
        <source>Of these overdue</source>
        <translation>其中超时</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="27"/>
        <source>Cameras</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="28"/>
        <source>What cameras see</source>
        <translation>摄像机视域</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="29"/>
        <source>Poles</source>
        <translation>音柱</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="30"/>
        <source>Reach of poles</source>
        <translation>音柱覆盖</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="31"/>
        <source>Sanitation vehicles</source>
        <translation>环卫车</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="32"/>
        <source>Muck lorries</source>
        <translation>渣土车</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="33"/>
        <source>Enforcement vehicles</source>
        <translation>执法车</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="34"/>
        <source>Inspectors and crews</source>
        <translation>巡查与作业人员</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="35"/>
        <source>Alarms</source>
        <translation>报警</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="36"/>
        <source>Public utilities</source>
        <translation>公用设施</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="37"/>
        <source>Roads and traffic</source>
        <translation>道路交通</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="38"/>
        <source>City appearance</source>
        <translation>市容环境</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="39"/>
        <source>Greening</source>
        <translation>园林绿化</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="40"/>
        <source>Others</source>
        <translation>其他</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="41"/>
        <source>Unit cells</source>
        <translation>单元网格</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="42"/>
        <source>Responsibility grids</source>
        <translation>责任网格</translation>
    </message>
    <message>
        <location filename="../../mapview/layer_words.py" line="43"/>
        <source>Streets</source>
        <translation>街道</translation>
    </message>
</context>
<context>
    <name>MapPanel</name>
    <message>
        <location filename="../../mapview/panel.py" line="88"/>
        <source>Map</source>
        <translation>地图</translation>
    </message>
    <message>
        <location filename="../../mapview/panel.py" line="89"/>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <location filename="../../mapview/panel.py" line="90"/>
        <source>duty default</source>
        <translation>值守默认</translation>
    </message>
    <message>
        <location filename="../../mapview/panel.py" line="121"/>
        <source>{n} offline</source>
        <translation>{n} 离线</translation>
    </message>
    <message>
        <location filename="../../mapview/panel.py" line="121"/>
        <source>{n} faulty</source>
        <translation>{n} 故障</translation>
    </message>
    <message>
        <location filename="../../mapview/panel.py" line="258"/>
        <source>This has no coordinates: it is selected, but the map cannot show it.</source>
        <translation>没有坐标：已选中，但地图上无法显示。</translation>
    </message>
    <message>
        <source>Choose a place: click, or arrows and Enter; Esc leaves it</source>
        <translation>选点：单击，或方向键移动后按回车；Esc 放弃</translation>
    </message>
</context>
<context>
    <name>MapSearch</name>
    <message>
        <location filename="../../mapview/search_box.py" line="62"/>
        <source>Number, street, cell, coordinates</source>
        <translation>编号、街道、网格、坐标</translation>
    </message>
    <message>
        <location filename="../../mapview/search_box.py" line="63"/>
        <source>Search the map</source>
        <translation>在地图上查找</translation>
    </message>
    <message>
        <location filename="../../mapview/search_box.py" line="65"/>
        <source>Ctrl+F · number of a case, camera or pole, words of a case, street, place, cell, 121.47 31.23</source>
        <translation>Ctrl+F：案件、摄像机、音柱编号，案件文字，街道，地名，网格码，121.47 31.23</translation>
    </message>
    <message>
        <location filename="../../mapview/search_box.py" line="94"/>
        <source>Nothing of that name or number</source>
        <translation>没有这个名称或编号</translation>
    </message>
    <message>
        <location filename="../../mapview/search_box.py" line="146"/>
        <source>Case</source>
        <translation>案件</translation>
    </message>
    <message>
        <location filename="../../mapview/search_box.py" line="147"/>
        <source>Camera</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <location filename="../../mapview/search_box.py" line="148"/>
        <source>Pole</source>
        <translation>音柱</translation>
    </message>
    <message>
        <location filename="../../mapview/search_box.py" line="149"/>
        <source>Coordinates</source>
        <translation>坐标</translation>
    </message>
    <message>
        <location filename="../../mapview/search_box.py" line="150"/>
        <source>Street</source>
        <translation>街道</translation>
    </message>
    <message>
        <location filename="../../mapview/search_box.py" line="151"/>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <location filename="../../mapview/search_box.py" line="152"/>
        <source>Cell</source>
        <translation>网格</translation>
    </message>
    <message>
        <location filename="../../mapview/search_box.py" line="155"/>
        <source>no coordinates</source>
        <translation>无坐标</translation>
    </message>
</context>
</TS>
