// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.bus.CloudEvents;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.Message;
import dev.eventsource.event.PartitionHash;
import io.lettuce.core.Consumer;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Redis Streams by Lettuce: XADD in a pipeline, XREADGROUP of 256 and one XACK for each read. */
final class BareRedis implements Carrier {

    private static final String GROUP = "consumer";

    private final RedisClient client;
    private final StatefulRedisConnection<String, byte[]> connection;
    private final String[] streams = new String[PARTITIONS];

    BareRedis(String url) {
        client = RedisClient.create(url);
        connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        String name = UUID.randomUUID().toString();
        for (int i = 0; i < PARTITIONS; i++) {
            streams[i] = name + i;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void create() {
        for (String stream : streams) {
            connection.sync().xgroupCreate(StreamOffset.from(stream, "0"), GROUP, XGroupCreateArgs.Builder.mkstream());
        }
    }

    @Override
    public void publish(List<Message> messages) throws Exception {
        List<RedisFuture<?>> sent = new ArrayList<>(messages.size());
        connection.setAutoFlushCommands(false);
        for (Message message : messages) {
            Envelope envelope = CloudEvents.envelope(message);
            Map<String, byte[]> fields = new HashMap<>();
            envelope.attributes().forEach((name, value) -> fields.put("ce_" + name, bytes(value)));
            fields.put("data", envelope.data());
            sent.add(connection.async().xadd(streams[PartitionHash.partition(message.key(), PARTITIONS)], fields));
        }
        connection.flushCommands();
        connection.setAutoFlushCommands(true);
        if (!LettuceFutures.awaitAll(Duration.ofMinutes(1), sent.toArray(RedisFuture[]::new))) {
            throw new IllegalStateException("Redis does not confirm");
        }
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of offsets, each of which is what it says
    public double consume(int messages) throws InterruptedException {
        StreamOffset<String>[] offsets = new StreamOffset[PARTITIONS];
        for (int i = 0; i < PARTITIONS; i++) {
            offsets[i] = StreamOffset.lastConsumed(streams[i]);
        }
        Consumer<String> consumer = Consumer.from(GROUP, "one");
        Pace pace = new Pace(messages);
        while (!pace.isOver()) {
            List<StreamMessage<String, byte[]>> read = connection
                    .sync()
                    .xreadgroup(consumer, XReadArgs.Builder.count(256).block(1_000), offsets);
            Map<String, List<String>> ids = new HashMap<>();
            for (StreamMessage<String, byte[]> message : read) {
                CloudEvents.message(envelope(message.getBody()));
                ids.computeIfAbsent(message.getStream(), stream -> new ArrayList<>())
                        .add(message.getId());
            }
            ids.forEach((stream, some) -> connection.sync().xack(stream, GROUP, some.toArray(String[]::new)));
            if (!read.isEmpty()) {
                pace.came(read.size());
            }
        }
        return pace.perSecond();
    }

    private static Envelope envelope(Map<String, byte[]> fields) {
        Map<String, String> attributes = new HashMap<>();
        fields.forEach((name, value) -> {
            if (name.startsWith("ce_")) {
                attributes.put(name.substring("ce_".length()), new String(value, StandardCharsets.UTF_8));
            }
        });
        return new Envelope(attributes, fields.getOrDefault("data", new byte[0]));
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
