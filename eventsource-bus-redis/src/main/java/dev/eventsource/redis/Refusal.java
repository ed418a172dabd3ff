// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.bus.BusException;
import io.lettuce.core.RedisCommandExecutionException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What Redis or the way to it refused, in words that say what to do. */
final class Refusal {

    /** Beginnings of what Redis answers. */
    private static final Map<String, String> ADVICE = Map.of(
            "WRONGPASS", "check user and password",
            "NOAUTH", "it wants a password; give one in the URL",
            "NOPERM", "let this user use these commands, keys and channels, see docs/how-to/bus-redis.md",
            "OOM",
                    "its memory is full (maxmemory); let groups catch up, delete those that nobody needs, or give it more",
            "READONLY", "it is a replica now; look who is the master",
            "MISCONF", "it cannot write to its disk; look there",
            "LOADING", "it is starting; wait",
            "NOREPLICAS", "too few replicas are in touch with it (min-replicas-to-write)",
            "WRONGTYPE", "a key of the bus holds something else; choose another prefix (BusOptions.prefix)",
            "MOVED", "it is a node of a cluster, which this bus does not know; name a single Redis or a sentinel");

    private Refusal() {}

    static BusException of(String place, Duration timeout, Throwable failure) {
        return new BusException("Redis at " + place + " " + reason(timeout, failure), failure);
    }

    private static String reason(Duration timeout, Throwable failure) {
        RedisCommandExecutionException refused = find(failure, RedisCommandExecutionException.class);
        if (refused != null) {
            String answer = String.valueOf(refused.getMessage());
            for (Map.Entry<String, String> advice : ADVICE.entrySet()) {
                if (answer.contains(advice.getKey())) {
                    return "refuses: " + answer + " (" + advice.getValue() + ")";
                }
            }
            return "refuses: " + answer;
        }
        if (find(failure, SSLException.class) != null) {
            return "and this side do not agree on TLS; check rediss: or redis:, and Options.ssl";
        }
        if (find(failure, UnknownHostException.class) != null) {
            return "is unknown: check the name of the host";
        }
        if (find(failure, ConnectException.class) != null) {
            return "does not let anybody connect: is it running, are host and port right?";
        }
        if (find(failure, TimeoutException.class) != null) {
            return "did not answer within " + timeout + " (BusOptions.timeout): is it overloaded, or the network cut?";
        }
        return "is out of reach: " + root(failure);
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    /** The first of this kind along the causes. */
    static <T extends Throwable> @Nullable T find(@Nullable Throwable failure, Class<T> kind) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (kind.isInstance(e)) {
                return kind.cast(e);
            }
        }
        return null;
    }
}
