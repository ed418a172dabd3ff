// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.BusOptions.Topology;
import dev.eventsource.bus.Group;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The topics as this bus knows them: into how many parts each is cut does not change as long as it exists. */
final class Topics {

    /** Answers "ok", number of parts, birth; or what is missing; or what does not fit. */
    private static final Script OPEN = Script.of("""
            local t, create, partitions, name, start = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
            local n = redis.call('HGET', t, 'partitions')
            if not n then
              if create == '0' then return {'no topic'} end
              n = partitions
              local time = redis.call('TIME')
              redis.call('HSET', t, 'partitions', n, 'born', time[1] .. '.' .. time[2])
            end
            local born = redis.call('HGET', t, 'born') or ''
            if name == '' then return {'ok', n, born} end
            local g = t .. ':g:' .. name
            local of = redis.call('HGET', g, 'partitions')
            if of then return {of == n and 'ok' or 'other', n, born, of} end
            if create == '0' then return {'no group'} end
            redis.call('HSET', g, 'partitions', n)
            redis.call('SADD', t .. ':groups', name)
            for i = 0, n - 1 do
              local p, low = t .. ':p' .. i, '0-0'
              local count = tonumber(redis.call('HGET', t, 't' .. i) or 0)
              if start == 'END' and redis.call('EXISTS', p) == 1 then
                local info = redis.call('XINFO', 'STREAM', p)
                for j = 1, #info, 2 do
                  if info[j] == 'last-generated-id' then low = info[j + 1] end
                end
                count = count + redis.call('XLEN', p)
              end
              redis.call('HSET', g, 'low' .. i, low, 'count' .. i, count)
            end
            return {'ok', n, born}
            """);

    private final Link link;
    private final String place;
    private final BusOptions options;
    private final Map<String, Topic> known = new ConcurrentHashMap<>();

    Topics(Link link, String place, BusOptions options) {
        this.link = link;
        this.place = place;
        this.options = options;
    }

    /**
     * A topic.
     *
     * @param born tells it from another of the same name
     */
    record Topic(String name, Keys keys, int partitions, String born) {}

    Keys keys(String name) {
        return Keys.of(options.prefix(), name);
    }

    /** For publishing; it is created if need be. */
    Topic topic(String name) {
        Topic topic = known.get(name);
        return topic == null ? open(name, "", "", options.topology() == Topology.CREATE) : topic;
    }

    /** For those who belong to the group; it is created if need be. */
    Topic withGroup(String name, Group group) {
        return open(name, group.name(), group.start().name(), options.topology() == Topology.CREATE);
    }

    /** If there is such a group. */
    Optional<Topic> find(String name, String group) {
        Reply reply = OPEN.run(link, keys(name), List.of(0, 0, group, ""));
        return reply.text(0).startsWith("no ")
                ? Optional.empty()
                : Optional.of(new Topic(name, keys(name), (int) reply.number(1), reply.text(2)));
    }

    /** It may not be what it was: it is looked up again. */
    void forget(String name) {
        known.remove(name);
    }

    private Topic open(String name, String group, String start, boolean create) {
        Reply reply = OPEN.run(link, keys(name), List.of(create ? 1 : 0, options.partitions(), group, start));
        switch (reply.text(0)) {
            case "no topic" -> throw missing("topic " + name);
            case "no group" -> throw missing("group " + group + " of topic " + name);
            case "other" -> throw changed(name, reply.text(1), "group " + group + " was created", reply.text(3));
            default -> {
                Topic topic = new Topic(name, keys(name), (int) reply.number(1), reply.text(2));
                check(topic);
                known.put(name, topic);
                return topic;
            }
        }
    }

    private void check(Topic topic) {
        if (options.topology() == Topology.CHECK && topic.partitions() != options.partitions()) {
            throw new BusException("Topic " + topic.name() + " at Redis " + place + " has " + topic.partitions()
                    + " parts and is to have " + options.partitions()
                    + " (BusOptions.partitions with Topology.CHECK): the number is fixed when a topic is created. Expect "
                    + topic.partitions() + ", or publish to a new topic");
        }
    }

    private BusException missing(String what) {
        return new BusException("There is no " + what + " at Redis " + place
                + ", and this bus may not create it (BusOptions.topology)");
    }

    /** Keys would go to other parts than before, and overtake what waits there. */
    BusException changed(String name, String now, String since, String then) {
        return new BusException("Topic " + name + " at Redis " + place + " has " + (now.isEmpty() ? "no" : now)
                + " parts now, but had " + then + " when " + since
                + ": that would break the order of keys. Set the field 'partitions' of the key "
                + keys(name).topic()
                + " to " + then + " again; for another number publish to a new topic");
    }
}
