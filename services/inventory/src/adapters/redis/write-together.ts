import { Redis } from 'ioredis';
import type { RedisConnection } from './connect.ts';

/**
 * What is sent to one server in this turn of the event loop leaves in one write: a batch asks for many properties at
 * once, and each write is a call into the kernel. Unlike a pipeline it changes nothing else.
 */
export function writeTogether(redis: RedisConnection): void {
  const socket = redis instanceof Redis ? redis.stream : undefined;
  if (!socket || socket.writableCorked > 0) return;
  socket.cork();
  process.nextTick(() => socket.uncork());
}
