// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.CloudEvents;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.PublishException;
import dev.eventsource.event.PartitionHash;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages into the parts of a topic.
 *
 * <p>How it works: a batch is one script, so all of it is there or nothing, and nothing can be refused in the middle while
 * what comes behind it is taken; a large batch is several, each sent when the one before is confirmed. The script looks
 * whether the number of parts is still the same and whether there is room, adds, trims, and rings the bell. An entry is
 * never dropped to make room (no {@code MAXLEN}).
 */
final class Publishing {

    /** What goes into one script: others wait meanwhile. */
    private static final int MAX_MESSAGES = 500;

    private static final long MAX_BYTES = 4L * 1024 * 1024;

    /** Answers "ok", or what forbids it; then nothing was added. */
    private static final Script PUBLISH = Script.of(Trimming.FUNCTION + """
            local t, n, limit, retained = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
            local now = redis.call('HGET', t, 'partitions') or ''
            if now ~= n then return {'partitions', now} end
            local more, at = {}, 4
            while at < #ARGV do
              more[ARGV[at]] = (more[ARGV[at]] or 0) + 1
              at = at + 2 + ARGV[at + 1]
            end
            local groups = redis.call('SMEMBERS', t .. ':groups')
            for _, name in ipairs(groups) do
              local g = t .. ':g:' .. name
              local of = redis.call('HGET', g, 'partitions')
              if of ~= n then return {'group', name, of} end
              for p, m in pairs(more) do
                local had = tonumber(redis.call('HGET', t, 't' .. p) or 0) + redis.call('XLEN', t .. ':p' .. p)
                local held = had - redis.call('HGET', g, 'count' .. p)
                if held + m > limit then return {'limit', name, held} end
              end
            end
            at = 4
            while at < #ARGV do
              local values = tonumber(ARGV[at + 1])
              redis.call('XADD', t .. ':p' .. ARGV[at], '*', unpack(ARGV, at + 2, at + 1 + values))
              at = at + 2 + values
            end
            local bell = 'p'
            for p in pairs(more) do
              trim(t, p, retained, groups)
              bell = bell .. ' ' .. p
            end
            redis.call('PUBLISH', t .. ':bell', bell)
            return {'ok'}
            """);

    private final Link link;
    private final String place;
    private final Topics topics;
    private final RedisEventBus.Options options;

    Publishing(Link link, String place, Topics topics, RedisEventBus.Options options) {
        this.link = link;
        this.place = place;
        this.topics = topics;
        this.options = options;
    }

    void publish(String name, List<Message> messages) {
        List<Envelope> envelopes = CloudEvents.envelopes(messages, options.bus().maxMessageBytes());
        for (int i = 0; i < envelopes.size(); i++) {
            checkFields(messages.get(i), envelopes.get(i));
        }
        for (int from = 0; from < messages.size(); ) {
            int to = endOfBatch(envelopes, from);
            publish(name, messages, envelopes, from, to);
            from = to;
        }
    }

    private static void checkFields(Message message, Envelope envelope) {
        if (envelope.attributes().size() > Wire.MAX_FIELDS) {
            throw new IllegalArgumentException("Message " + message.id() + " has "
                    + envelope.attributes().size() + " attributes; a bus on Redis takes at most " + Wire.MAX_FIELDS
                    + ". Put them into its data");
        }
    }

    private static int endOfBatch(List<Envelope> envelopes, int from) {
        long bytes = 0;
        int to = from;
        while (to < envelopes.size() && to - from < MAX_MESSAGES && bytes < MAX_BYTES) {
            bytes += envelopes.get(to++).bytes();
        }
        return to;
    }

    private void publish(String name, List<Message> messages, List<Envelope> envelopes, int from, int to) {
        Topics.Topic topic = before(from, messages, () -> topics.topic(name));
        Reply reply = send(topic, messages, envelopes, from, to);
        if (reply.text(0).equals("partitions") && reply.text(1).isEmpty()) {
            // Redis has lost it, or somebody has deleted it.
            topics.forget(name);
            Topics.Topic again = before(from, messages, () -> topics.topic(name));
            reply = send(again, messages, envelopes, from, to);
        }
        @Nullable BusException refused = refused(topic, reply);
        if (refused != null) {
            throw from == 0 ? refused : unconfirmed(messages, from, refused);
        }
    }

    /** What fails before anything was sent has no unknown outcome. */
    private static Topics.Topic before(int from, List<Message> messages, Supplier<Topics.Topic> look) {
        try {
            return look.get();
        } catch (BusException e) {
            throw from == 0 ? e : unconfirmed(messages, from, e);
        }
    }

    private Reply send(Topics.Topic topic, List<Message> messages, List<Envelope> envelopes, int from, int to) {
        List<Object> arguments = new ArrayList<>(List.of(topic.partitions(), options.limit(), options.retained()));
        for (int i = from; i < to; i++) {
            List<byte[]> fields = Wire.fields(envelopes.get(i));
            arguments.add(PartitionHash.partition(messages.get(i).key(), topic.partitions()));
            arguments.add(fields.size());
            arguments.addAll(fields);
        }
        try {
            Link.Sent<Reply> sent = PUBLISH.start(link, topic.keys(), arguments);
            Reply reply = link.await(sent);
            if (options.replicas() > 0 && reply.text(0).equals("ok")) {
                awaitReplicas(sent.connection());
            }
            return reply;
        } catch (BusException e) {
            throw unconfirmed(messages, from, e);
        }
    }

    /**
     * Waits until replicas have all that was written on this connection; it still may be lost at a failover
     * (https://redis.io/docs/latest/commands/wait/).
     */
    private void awaitReplicas(StatefulRedisConnection<String, byte[]> connection) {
        long millis = Math.max(1, options.bus().timeout().toMillis() * 3 / 4);
        CommandArgs<String, byte[]> arguments =
                new CommandArgs<>(Link.CODEC).add(options.replicas()).add(millis);
        long replicas = link.await(new Link.Sent<>(connection, Link.send(connection, CommandType.WAIT, arguments)))
                .number(0);
        if (replicas < options.replicas()) {
            throw new BusException("Only " + replicas + " replicas of Redis at " + place + " have it in time, and "
                    + options.replicas() + " are wanted (Options.replicas)");
        }
    }

    private @Nullable BusException refused(Topics.Topic topic, Reply reply) {
        return switch (reply.text(0)) {
            case "ok" -> null;
            case "partitions" ->
                topics.changed(topic.name(), reply.text(1), "this bus looked", Integer.toString(topic.partitions()));
            case "group" ->
                topics.changed(
                        topic.name(),
                        Integer.toString(topic.partitions()),
                        "group " + reply.text(1) + " was created",
                        reply.text(2));
            default ->
                new BusException("A part of topic " + topic.name() + " at Redis " + place + " holds "
                        + reply.text(2) + " messages that group " + reply.text(1)
                        + " has not handled, and the limit is "
                        + options.limit() + " (Options.limit); let the group catch up, or delete it");
        };
    }

    private static PublishException unconfirmed(List<Message> messages, int from, BusException cause) {
        List<UUID> ids = messages.subList(from, messages.size()).stream()
                .map(Message::id)
                .toList();
        return new PublishException(ids.size() + " messages may not be published: " + cause.getMessage(), ids, cause);
    }
}
