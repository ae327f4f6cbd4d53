export const me = process.getuid?.() as number;

export const user = { uid: me, gid: process.getgid?.() as number };
