// Every word that the page itself shows.

const WORDS = {
  zh: {
    cursor: '光标', grid: '网格', no_base: '尚未导入底图', no_tiles: '底图暂时取不到，正在重试',
    stale: '数据已是 {n} 秒前', connecting: '正在连接中心', metres: '{n} m', kilometres: '{n} km',
    generated: '生成的演示城市', cases: '案件 {n} 秒前', level: '{n} 级',
  },
  en: {
    cursor: 'Cursor', grid: 'Cell', no_base: 'No base map imported yet', no_tiles: 'Base map cannot be fetched, retrying',
    stale: 'Data {n} s old', connecting: 'Connecting to the centre', metres: '{n} m', kilometres: '{n} km',
    generated: 'Generated demonstration city', cases: 'Cases {n} s ago', level: 'Zoom {n}',
  },
};

/** `say(key, n)` in this language. */
export function speaker(language) {
  const table = WORDS[language] ?? WORDS.zh;
  return (key, n = '') => table[key].replace('{n}', n);
}
