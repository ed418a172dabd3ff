// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.bus.GroupState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How the groups of a topic are doing, and their end. */
final class GroupStates {

    /** Answers a list of each group: name, living members, backlog, dead letters, id of the oldest that waits or "". */
    private static final Script STATES = Script.of("""
            local t, all = KEYS[1], {}
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            for _, name in ipairs(redis.call('SMEMBERS', t .. ':groups')) do
              local g = t .. ':g:' .. name
              local backlog, oldest = 0, ''
              local function waits(key, after)
                local entry = redis.call('XRANGE', key, '(' .. after, '+', 'COUNT', 1)[1]
                if entry and (oldest == '' or tonumber(string.match(entry[1], '%d+'))
                    < tonumber(string.match(oldest, '%d+'))) then
                  oldest = entry[1]
                end
              end
              for i = 0, redis.call('HGET', g, 'partitions') - 1 do
                local p, r = t .. ':p' .. i, g .. ':r' .. i
                local had = tonumber(redis.call('HGET', t, 't' .. i) or 0) + redis.call('XLEN', p)
                local held = math.max(0, had - redis.call('HGET', g, 'count' .. i) - redis.call('SCARD', g .. ':d' .. i))
                local again = redis.call('XLEN', r)
                backlog = backlog + held + again
                if held > 0 then waits(p, redis.call('HGET', g, 'low' .. i)) end
                if again > 0 then waits(r, '0-0') end
              end
              all[#all + 1] = {name, redis.call('ZCOUNT', g .. ':members', '(' .. now, '+inf'), backlog,
                redis.call('HLEN', g .. ':letters'), oldest}
            end
            return all
            """);

    /** Answers "ok", "none", or "alive" and how many. */
    private static final Script DELETE = Script.of("""
            local t, name = KEYS[1], ARGV[1]
            local g = t .. ':g:' .. name
            local n = redis.call('HGET', g, 'partitions')
            if not n then return {'none'} end
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local alive = redis.call('ZCOUNT', g .. ':members', '(' .. now, '+inf')
            if alive > 0 then return {'alive', alive} end
            for i = 0, n - 1 do redis.call('DEL', g .. ':o' .. i, g .. ':d' .. i, g .. ':r' .. i) end
            redis.call('DEL', g, g .. ':members', g .. ':dead', g .. ':letters')
            redis.call('SREM', t .. ':groups', name)
            return {'ok'}
            """);

    private final Link link;
    private final Topics topics;

    GroupStates(Link link, Topics topics) {
        this.link = link;
        this.topics = topics;
    }

    List<GroupState> of(String topic) {
        return STATES.run(link, topics.keys(topic), List.of()).lists().stream()
                .map(group -> new GroupState(
                        group.text(0), (int) group.number(1), group.number(2), group.number(3), instant(group.text(4))))
                .sorted(Comparator.comparing(GroupState::name))
                .toList();
    }

    /** Redis begins the id of an entry with its time in milliseconds. */
    private static Optional<Instant> instant(String id) {
        return id.isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-')))));
    }

    boolean delete(String topic, String group) {
        Reply reply = DELETE.run(link, topics.keys(topic), List.of(group));
        if (reply.text(0).equals("alive")) {
            throw new IllegalStateException("Group " + group + " of " + topic + " has " + reply.number(1)
                    + " living members; close them before deleting it");
        }
        return reply.text(0).equals("ok");
    }
}
