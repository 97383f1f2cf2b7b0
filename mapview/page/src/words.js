// Every word that the page itself shows.

/** What a base map of the simulator says of itself. */
const GENERATED = 'Generated city, no real place';

const WORDS = {
  zh: {
    cursor: '光标', grid: '网格', components: '部件', no_base: '尚未导入底图', no_tiles: '底图暂时取不到，正在重试',
    stale: '数据已是 {n} 秒前', connecting: '正在连接中心', metres: '{n} m', kilometres: '{n} km',
    generated: '生成的城市，并非真实地点',
  },
  en: {
    cursor: 'Cursor', grid: 'Cell', components: 'Components', no_base: 'No base map imported yet', no_tiles: 'Base map cannot be fetched, retrying',
    stale: 'Data {n} s old', connecting: 'Connecting to the centre', metres: '{n} m', kilometres: '{n} km',
    generated: GENERATED,
  },
};

export const KEYS = [...new Set([...Object.keys(WORDS.zh), ...Object.keys(WORDS.en)])];

/** `say(key, n)` in this language; `say.known(text)` words an attribution that is known. */
export function speaker(language) {
  const table = WORDS[language] ?? WORDS.zh;
  const say = (key, n = '') => table[key].replace('{n}', n);
  say.known = text => (text === GENERATED ? table.generated : text);
  return say;
}
