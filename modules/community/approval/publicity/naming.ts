/** Family names of two characters, the commoner ones. */
const COMPOUND = ['欧阳', '司马', '上官', '诸葛', '东方', '皇甫', '尉迟', '公孙', '令狐', '慕容', '司徒', '夏侯', '端木', '闻人', '长孙', '宇文', '申屠', '淳于', '澹台', '钟离', '轩辕', '万俟'];

/** A person's name as it is made public: the family name, and not even how long the rest is. */
export function publicName(name: string): string {
  const trimmed = name.trim();
  const family = COMPOUND.find((one) => trimmed.startsWith(one) && trimmed.length > one.length) ?? [...trimmed][0] ?? '';
  return `${family}××`;
}
