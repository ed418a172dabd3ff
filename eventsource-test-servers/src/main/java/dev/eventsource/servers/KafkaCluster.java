// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * A Kafka of three nodes for one test alone, which may break them one by one. Each is broker and controller in one:
 * with two of them it works, with one it does not. A topic has three replicas, two of which must confirm.
 *
 * <p>The nodes are always processes of this machine, also where there is a Docker.
 */
public final class KafkaCluster implements AutoCloseable {

    private static final int NODES = 3;
    private static final int PORTS_TO_TRY = 10;

    private final List<KafkaServer> nodes;

    private KafkaCluster(List<KafkaServer> nodes) {
        this.nodes = nodes;
    }

    /**
     * A cluster whose nodes are all ready.
     *
     * @param lines of {@code server.properties}, such as {@code min.insync.replicas=1}
     */
    public static KafkaCluster start(String... lines) {
        KafkaProduct product = new KafkaProduct(0, List.of(lines));
        product.obstacle().ifPresent(obstacle -> {
            throw Missing.because(product, obstacle);
        });
        for (int attempt = 1; ; attempt++) {
            try {
                return of(KafkaSettings.cluster(NODES, List.of(lines)));
            } catch (StartFailure e) {
                if (attempt == PORTS_TO_TRY || !e.portTaken()) {
                    throw e;
                }
            }
        }
    }

    /** All at once: until there are two, none is ready. */
    private static KafkaCluster of(List<KafkaSettings> settings) {
        List<CompletableFuture<KafkaServer>> starting =
                settings.stream().map(KafkaCluster::starting).toList();
        try {
            return new KafkaCluster(
                    starting.stream().map(CompletableFuture::join).toList());
        } catch (CompletionException e) {
            starting.forEach(KafkaCluster::closeIfStarted);
            throw e.getCause() instanceof StartFailure failure ? failure : e;
        }
    }

    private static void closeIfStarted(CompletableFuture<KafkaServer> node) {
        try {
            node.join().close();
        } catch (CompletionException e) {
            // It is gone already.
        }
    }

    private static CompletableFuture<KafkaServer> starting(KafkaSettings settings) {
        return CompletableFuture.supplyAsync(
                () -> KafkaServer.of(ProcessNode.start(new KafkaProgram(KafkaBroker.known(), settings))),
                start -> new Thread(start, "kafka-node-" + settings.id()).start());
    }

    /** Where clients begin: all nodes, whether they run or not. */
    public String bootstrap() {
        return nodes.stream().map(KafkaServer::bootstrap).collect(Collectors.joining(","));
    }

    /** All nodes; the first has the id 1. */
    public List<KafkaServer> nodes() {
        return nodes;
    }

    /**
     * The node that Kafka's client calls so, for example as the leader of a partition.
     *
     * @param id from 1 to 3
     */
    public KafkaServer node(int id) {
        return nodes.get(id - 1);
    }

    @Override
    public void close() {
        nodes.forEach(KafkaServer::close);
    }
}
