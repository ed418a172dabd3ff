// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.bus.DeadMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a member of a group says to Redis: that it lives, which parts it takes and gives back, and what has become of what is
 * in them. Whoever does not own a part any more is told so, and nothing of what it says is kept.
 */
final class Ownership {

    /**
     * The member lives, its leases go on. Answers "ok", the number of parts, birth of the topic, number of living members,
     * this one's rank among them, those of its parts that are lost, those that are nobody's; or "gone" and the birth.
     */
    private static final Script BEAT = Script.of("""
            local t, g, member, lease = KEYS[1], KEYS[1] .. ':g:' .. ARGV[1], ARGV[2], tonumber(ARGV[3])
            local n = redis.call('HGET', g, 'partitions')
            local born = redis.call('HGET', t, 'born') or ''
            if not n then return {'gone', born} end
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local members = g .. ':members'
            local changed = redis.call('ZREMRANGEBYSCORE', members, '-inf', now)
            if ARGV[4] == 'leaving' then
              changed = changed + redis.call('ZREM', members, member)
            else
              changed = changed + redis.call('ZADD', members, now + lease, member)
            end
            if changed > 0 then redis.call('PUBLISH', t .. ':bell', 'm ' .. ARGV[1]) end
            local lost, free = {}, {}
            for i = 5, #ARGV, 2 do
              local o = g .. ':o' .. ARGV[i]
              if redis.call('GET', o) == ARGV[i + 1] then
                redis.call('PEXPIRE', o, lease)
              else
                lost[#lost + 1] = ARGV[i]
              end
            end
            for i = 0, n - 1 do
              if redis.call('EXISTS', g .. ':o' .. i) == 0 then free[#free + 1] = tostring(i) end
            end
            local all, rank = redis.call('ZRANGE', members, 0, -1), 0
            for _, other in ipairs(all) do
              if other < member then rank = rank + 1 end
            end
            return {'ok', n, born, #all, rank, lost, free}
            """);

    /** Answers a list of each part that was taken: number, token, low, count, note, what is done behind low. */
    private static final Script TAKE = Script.of("""
            local g, member, lease, taken = KEYS[1] .. ':g:' .. ARGV[1], ARGV[2], ARGV[3], {}
            if redis.call('EXISTS', g) == 0 then return taken end
            for i = 4, #ARGV do
              local p = ARGV[i]
              local token = member .. '/' .. redis.call('HINCRBY', g, 'token', 1)
              if redis.call('SET', g .. ':o' .. p, token, 'NX', 'PX', lease) then
                taken[#taken + 1] = {p, token, redis.call('HGET', g, 'low' .. p), redis.call('HGET', g, 'count' .. p),
                  redis.call('HGET', g, 'note' .. p) or '', redis.call('SMEMBERS', g .. ':d' .. p)}
              end
            end
            return taken
            """);

    /** Answers 1 if the part is still owned; else nothing was done. */
    private static final Script ACKNOWLEDGE = Script.of("""
            local t, g, p = KEYS[1], KEYS[1] .. ':g:' .. ARGV[1], ARGV[2]
            local o = g .. ':o' .. p
            if redis.call('GET', o) ~= ARGV[3] then return {0} end
            redis.call('HSET', g, 'low' .. p, ARGV[5], 'count' .. p, ARGV[6])
            local at = 7
            for _, what in ipairs({{'SADD', ':d'}, {'SREM', ':d'}, {'XDEL', ':r'}}) do
              local last = at + ARGV[at]
              for i = at + 1, last, 1000 do
                redis.call(what[1], g .. what[2] .. p, unpack(ARGV, i, math.min(i + 999, last)))
              end
              at = last + 1
            end
            if ARGV[4] == 'release' then
              redis.call('DEL', o)
              redis.call('PUBLISH', t .. ':bell', 'm ' .. ARGV[1])
            end
            return {1}
            """);

    /** Answers 1 if the part is still owned; else nothing was done. */
    private static final Script NOTE = Script.of("""
            local g, p = KEYS[1] .. ':g:' .. ARGV[1], ARGV[2]
            if redis.call('GET', g .. ':o' .. p) ~= ARGV[3] then return {0} end
            redis.call('HSET', g, 'note' .. p, ARGV[4])
            return {1}
            """);

    /** Answers 1 if the part is still owned; else nothing was done. Once more is the same as once. */
    private static final Script BURY = Script.of("""
            local g, p = KEYS[1] .. ':g:' .. ARGV[1], ARGV[2]
            if redis.call('GET', g .. ':o' .. p) ~= ARGV[3] then return {0} end
            local dead, letters, id = g .. ':dead', g .. ':letters', ARGV[5]
            local before = redis.call('HGET', letters, id)
            if before then redis.call('XDEL', dead, before) end
            redis.call('HSET', letters, id, redis.call('XADD', dead, '*', unpack(ARGV, 4)))
            return {1}
            """);

    private final Link link;
    private final Keys keys;
    private final String group;
    private final String member;
    private final Duration lease;

    Ownership(Link link, Keys keys, String group, String member, Duration lease) {
        this.link = link;
        this.keys = keys;
        this.group = group;
        this.member = member;
        this.lease = lease;
    }

    /**
     * What a member learns when it shows that it lives.
     *
     * @param share how many parts it should own
     * @param lost parts that it does not own any more
     * @param free parts that nobody owns
     */
    record Standing(String born, int share, List<String> lost, List<String> free) {

        /** Is there no such group any more? */
        boolean isGone() {
            return share < 0;
        }
    }

    /** Shows that this member lives. */
    Standing beat(boolean leaving, List<Part> owned) {
        List<Object> arguments =
                new ArrayList<>(List.of(group, member, lease.toMillis(), leaving ? "leaving" : "here"));
        owned.forEach(part -> arguments.addAll(List.of(part.number(), part.token())));
        Reply reply = BEAT.run(link, keys, arguments);
        if (reply.text(0).equals("gone")) {
            return new Standing(reply.text(1), -1, List.of(), List.of());
        }
        int partitions = (int) reply.number(1);
        int members = Math.max(1, (int) reply.number(3));
        int share = leaving ? 0 : partitions / members + (reply.number(4) < partitions % members ? 1 : 0);
        return new Standing(
                reply.text(2), share, reply.list(5).texts(), reply.list(6).texts());
    }

    /** Takes those of these that are still nobody's. */
    List<Reply> take(List<String> partitions) {
        List<Object> arguments = new ArrayList<>(List.of(group, member, lease.toMillis()));
        arguments.addAll(partitions);
        return TAKE.run(link, keys, arguments).lists();
    }

    /** Says what is done; the answer begins with 1 if the part is still owned. */
    Link.Sent<Reply> acknowledge(Part part, Progress.Acknowledgement done, boolean release) {
        List<Object> arguments =
                new ArrayList<>(List.of(group, part.number(), part.token(), release ? "release" : "keep"));
        arguments.addAll(done.arguments());
        return ACKNOWLEDGE.start(link, keys, arguments);
    }

    /** Whether the part is still owned. */
    boolean note(Part part, String note) {
        return NOTE.run(link, keys, List.of(group, part.number(), part.token(), note))
                        .number(0)
                == 1;
    }

    /** Whether the part is still owned. */
    boolean bury(Part part, Entry entry, DeadMessage letter) {
        List<Object> arguments = new ArrayList<>(List.of(group, part.number(), part.token()));
        arguments.addAll(Letters.fields(entry, letter));
        return BURY.run(link, keys, arguments).number(0) == 1;
    }
}
