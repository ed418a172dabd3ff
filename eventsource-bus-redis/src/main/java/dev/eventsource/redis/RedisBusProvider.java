// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.BusProvider;
import dev.eventsource.bus.EventBus;
import io.lettuce.core.RedisURI;
import java.util.List;

/** Opens {@code redis://user:password@host:port/database}, and {@code rediss:} with TLS. */
public final class RedisBusProvider implements BusProvider {

    @Override
    public List<String> schemes() {
        return List.of("redis:", "rediss:");
    }

    @Override
    public EventBus open(String url, BusOptions options) {
        return new RedisEventBus(uri(url), RedisEventBus.Options.DEFAULT.withBus(options));
    }

    private static RedisURI uri(String url) {
        try {
            RedisURI uri = RedisURI.create(url);
            String host = uri.getHost();
            // a port that is no number is taken for a part of the name; an address of IPv6 has more colons
            if (host == null || host.isEmpty() || host.matches("[^:]*:[^:]*")) {
                throw new IllegalArgumentException("no host");
            }
            return uri;
        } catch (RuntimeException e) {
            // what it says would show the password
            throw new IllegalArgumentException(
                    "The URL of Redis makes no sense; it is redis://user:password@host:6379/0, or rediss: with TLS,"
                            + " with what is special in user and password written as %40 and so on");
        }
    }
}
