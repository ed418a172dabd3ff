// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.DeadMessages;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The dead letters of a group: a stream whose entries have six fields of their own (id, partition, reason, attempts, first,
 * last) and behind them those of the message as they came; and a hash that tells where in it each is.
 */
final class Letters implements DeadMessages {

    /** For scripts: how many values come before those of the message. */
    private static final int OWN = 12;

    private static final int PAGE = 100;

    /** Puts it where it came from, behind what is replayed already. */
    private static final Script REPLAY = Script.of("""
            local t, g, id = KEYS[1], KEYS[1] .. ':g:' .. ARGV[1], ARGV[2]
            local at = redis.call('HGET', g .. ':letters', id)
            if not at then return {0} end
            local entry = redis.call('XRANGE', g .. ':dead', at, at)[1]
            redis.call('HDEL', g .. ':letters', id)
            if not entry then return {0} end
            local fields = entry[2]
            redis.call('XADD', g .. ':r' .. fields[4], '*', unpack(fields, ARGV[3] + 1))
            redis.call('XDEL', g .. ':dead', at)
            redis.call('PUBLISH', t .. ':bell', 'r ' .. ARGV[1] .. ' ' .. fields[4])
            return {1}
            """);

    private static final Script DISCARD = Script.of("""
            local g = KEYS[1] .. ':g:' .. ARGV[1]
            local at = redis.call('HGET', g .. ':letters', ARGV[2])
            if not at then return {0} end
            redis.call('XDEL', g .. ':dead', at)
            redis.call('HDEL', g .. ':letters', ARGV[2])
            return {1}
            """);

    private final Link link;
    private final Keys keys;
    private final String group;

    Letters(Link link, Keys keys, String group) {
        this.link = link;
        this.keys = keys;
        this.group = group;
    }

    /** What a letter is stored as; names and values by turns. */
    static List<Object> fields(Entry entry, DeadMessage letter) {
        List<Object> fields = new ArrayList<>(List.of(
                "id", letter.id(),
                "partition", entry.partition(),
                "reason", letter.reason(),
                "attempts", letter.attempts(),
                "first", letter.firstFailedAt(),
                "last", letter.lastFailedAt()));
        // a script cannot hand on more
        fields.addAll(entry.fields()
                .subList(0, Math.min(2 * Wire.MAX_FIELDS + 2, entry.fields().size())));
        return fields;
    }

    private static DeadMessage letter(Reply fields) {
        List<byte[]> message = new ArrayList<>();
        for (int i = OWN; i < fields.size(); i++) {
            message.add(fields.bytes(i));
        }
        return new DeadMessage(
                fields.text(1),
                Wire.envelope(message),
                fields.text(5),
                (int) fields.number(7),
                Instant.parse(fields.text(9)),
                Instant.parse(fields.text(11)));
    }

    @Override
    public List<DeadMessage> list(int limit) {
        DeadMessages.checkLimit(limit);
        List<DeadMessage> letters = new ArrayList<>();
        String after = "0-0";
        while (letters.size() < limit) {
            int wanted = Math.min(PAGE, limit - letters.size());
            Reply page = link.await(link.send(
                    CommandType.XRANGE,
                    new CommandArgs<>(Link.CODEC)
                            .addKey(keys.letters(group))
                            .add("(" + after)
                            .add("+")
                            .add("COUNT")
                            .add(wanted)));
            for (Reply entry : page.lists()) {
                letters.add(letter(entry.list(1)));
                after = entry.text(0);
            }
            if (page.size() < wanted) {
                break;
            }
        }
        return letters;
    }

    @Override
    public boolean replay(String id) {
        return REPLAY.run(link, keys, List.of(group, id, OWN)).number(0) == 1;
    }

    @Override
    public boolean discard(String id) {
        return DISCARD.run(link, keys, List.of(group, id)).number(0) == 1;
    }
}
