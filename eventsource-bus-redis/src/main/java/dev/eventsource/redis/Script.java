// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.Base16;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A script that Redis runs as a whole: nobody sees or changes anything in between
 * (https://redis.io/docs/latest/develop/programmability/eval-intro/). Its one key is the topic's; all others begin with it.
 * It answers with a list.
 */
record Script(String text, String digest) {

    static Script of(String text) {
        return new Script(text, Base16.digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Runs it and waits. */
    Reply run(Link link, Keys keys, List<?> arguments) {
        return link.await(start(link, keys, arguments));
    }

    /** Runs it behind what was sent before on this link. */
    Link.Sent<Reply> start(Link link, Keys keys, List<?> arguments) {
        StatefulRedisConnection<String, byte[]> connection = link.connection();
        // What was refused for want of the script has not run, so it may: Redis forgets scripts when it is restarted.
        CompletableFuture<Reply> answer = Link.send(connection, CommandType.EVALSHA, arguments(digest, keys, arguments))
                .exceptionallyCompose(failure -> Refusal.find(failure, RedisNoScriptException.class) != null
                        ? Link.send(connection, CommandType.EVAL, arguments(text, keys, arguments))
                        : CompletableFuture.failedFuture(failure));
        return new Link.Sent<>(connection, answer);
    }

    private static CommandArgs<String, byte[]> arguments(String script, Keys keys, List<?> arguments) {
        CommandArgs<String, byte[]> args = new CommandArgs<>(Link.CODEC);
        args.add(Link.bytes(script)).add(1).addKey(keys.topic());
        for (Object argument : arguments) {
            args.add(argument instanceof byte[] bytes ? bytes : Link.bytes(String.valueOf(argument)));
        }
        return args;
    }
}
