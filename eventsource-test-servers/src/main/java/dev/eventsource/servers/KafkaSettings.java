// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * How one node of a Kafka of the tests is set up.
 *
 * @param cluster its id, which shows that it is this one which answers
 * @param id of the node, from 1
 * @param nodes the ports of all of them
 * @param proxy the port that clients are sent to who come through the proxy
 * @param lines such as {@code message.max.bytes=1000}, of which the last one counts
 */
record KafkaSettings(String cluster, int id, List<KafkaPorts> nodes, int proxy, String password, List<String> lines) {

    /** One node alone. */
    static KafkaSettings alone(int proxy, List<String> lines) {
        return new KafkaSettings(randomId(), 1, List.of(KafkaPorts.any()), proxy, randomId(), lines);
    }

    /** All nodes of a cluster. */
    static List<KafkaSettings> cluster(int size, List<String> lines) {
        List<KafkaPorts> nodes =
                IntStream.range(0, size).mapToObj(node -> KafkaPorts.any()).toList();
        String cluster = randomId();
        String password = randomId();
        return IntStream.rangeClosed(1, size)
                .mapToObj(id -> new KafkaSettings(cluster, id, nodes, 0, password, lines))
                .toList();
    }

    /** Kafka makes none with a dash in front, which its tools would take for an option. */
    private static String randomId() {
        return Uuid.randomUuid().toString();
    }

    KafkaPorts ports() {
        return nodes.get(id - 1);
    }

    KafkaAccess access(String host) {
        return new KafkaAccess(
                host + ":" + ports().clients(), host + ":" + ports().sasl(), ports().proxied(), password);
    }

    /**
     * @param listen the address it listens on
     * @param host where its clients find it
     */
    Map<String, String> properties(String listen, String host, String folder) {
        Map<String, String> all = new TreeMap<>();
        all.put("process.roles", "broker,controller");
        all.put("node.id", Integer.toString(id));
        all.put("log.dirs", folder);
        all.put("controller.quorum.voters", voters());
        all.put("controller.listener.names", "CONTROLLER");
        all.put("inter.broker.listener.name", "CLIENTS");
        all.put(
                "listener.security.protocol.map",
                "CLIENTS:PLAINTEXT,PROXIED:PLAINTEXT,SASL:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
        all.put("listeners", listeners(listen) + ",CONTROLLER://" + listen + ":" + ports().controllers());
        all.put("advertised.listeners", advertised(host));
        all.put("sasl.enabled.mechanisms", "PLAIN");
        all.put(
                "listener.name.sasl.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_%s=\"%s\";"
                        .formatted(KafkaAccess.USER, password));
        copies(all);
        all.putAll(Map.of(
                "auto.create.topics.enable", "false",
                "message.max.bytes", "16777216",
                "replica.fetch.max.bytes", "16777216",
                "socket.request.max.bytes", "104857600",
                "controlled.shutdown.enable", "false",
                "group.initial.rebalance.delay.ms", "0",
                "log.cleaner.dedupe.buffer.size", "2097152"));
        lines.forEach(line -> all.put(line.split("=", 2)[0].trim(), line.split("=", 2)[1].trim()));
        return all;
    }

    /** A killed node comes back once its session has ended; one among many has less time to keep it. */
    private void copies(Map<String, String> all) {
        boolean alone = nodes.size() == 1;
        String copies = alone ? "1" : "3";
        String inSync = alone ? "1" : "2";
        all.put("broker.session.timeout.ms", alone ? "1500" : "3000");
        all.put("broker.heartbeat.interval.ms", alone ? "300" : "500");
        all.put("default.replication.factor", copies);
        all.put("min.insync.replicas", inSync);
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            all.put(internal + ".replication.factor", copies);
            all.put(internal + ".num.partitions", "1");
        }
        all.put("transaction.state.log.min.isr", inSync);
        all.put("share.coordinator.state.topic.min.isr", inSync);
    }

    private String voters() {
        return IntStream.rangeClosed(1, nodes.size())
                .mapToObj(node -> node + "@127.0.0.1:" + nodes.get(node - 1).controllers())
                .collect(Collectors.joining(","));
    }

    private String listeners(String host) {
        return "CLIENTS://%1$s:%2$d,PROXIED://%1$s:%3$d,SASL://%1$s:%4$d"
                .formatted(host, ports().clients(), ports().proxied(), ports().sasl());
    }

    private String advertised(String host) {
        int through = proxy == 0 ? ports().proxied() : proxy;
        return "CLIENTS://%1$s:%2$d,PROXIED://127.0.0.1:%3$d,SASL://%1$s:%4$d"
                .formatted(host, ports().clients(), through, ports().sasl());
    }
}
