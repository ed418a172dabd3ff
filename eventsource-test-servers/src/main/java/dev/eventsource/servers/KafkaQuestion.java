// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.jspecify.annotations.Nullable;

/** What the tests want to know of a Kafka, in its own protocol. */
final class KafkaQuestion {

    private static final int MILLIS = 5_000;

    /** Asks something. */
    private interface Question<T> {
        T ask(Admin admin) throws ExecutionException, InterruptedException;
    }

    private KafkaQuestion() {}

    /** Whether the node at this port has found its cluster. */
    static boolean answers(String host, int port, String cluster, int node) {
        if (!listens(host, port)) {
            return false;
        }
        try {
            return ask(host + ":" + port, admin -> {
                DescribeClusterResult answer = admin.describeCluster();
                return answer.clusterId().get().equals(cluster)
                        && answer.nodes().get().stream().anyMatch(some -> some.id() == node);
            });
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** Kafka's client would log that it finds nobody, again and again. */
    private static boolean listens(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A server does not tell its version, only which formats its nodes have agreed upon. */
    static String formatAt(String bootstrap) {
        try {
            return ask(bootstrap, admin -> {
                FeatureMetadata features =
                        admin.describeFeatures().featureMetadata().get();
                @Nullable
                FinalizedVersionRange format = features.finalizedFeatures().get("metadata.version");
                return format == null ? "of an unknown version" : "with metadata.version " + format.maxVersionLevel();
            });
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka at " + bootstrap + " does not answer", e);
        }
    }

    private static <T> T ask(String bootstrap, Question<T> question) throws ExecutionException {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrap, "default.api.timeout.ms", MILLIS, "request.timeout.ms", MILLIS);
        Admin admin = Admin.create(settings);
        try {
            return question.ask(admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for Kafka", e);
        } finally {
            admin.close(Duration.ZERO);
        }
    }
}
