/** An event bus on the streams of Redis: {@link dev.eventsource.redis.RedisEventBus}. */
@NullMarked
package dev.eventsource.redis;

import org.jspecify.annotations.NullMarked;
