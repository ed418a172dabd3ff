// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import dev.eventsource.servers.kafka.KafkaNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The libraries of a broker, which are files of this machine and not on the class path of the tests. */
record KafkaBroker(String classPath) {

    private static final String RESOURCE = "/kafka-broker.classpath";
    private static final Pattern JAR = Pattern.compile("kafka_[0-9.]+-([0-9.]+)\\.jar");

    static KafkaBroker known() {
        try (InputStream content = KafkaNode.class.getResourceAsStream(RESOURCE)) {
            if (content == null) {
                throw new IllegalStateException("The module eventsource-test-kafka has no " + RESOURCE);
            }
            return new KafkaBroker(new String(content.readAllBytes(), StandardCharsets.UTF_8).trim());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first file that this machine does not have: the module was built elsewhere, or the files are gone. */
    Optional<String> missing() {
        return Stream.of(classPath.split(File.pathSeparator, -1))
                .filter(jar -> !Files.exists(Path.of(jar)))
                .findFirst();
    }

    String version() {
        Matcher jar = JAR.matcher(classPath);
        if (!jar.find()) {
            throw new IllegalStateException("No jar of a Kafka broker: " + classPath);
        }
        return jar.group(1);
    }

    /** Small and quickly started, as brokers of tests do little and do not live long. */
    List<String> command(String cluster, Path properties) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ChildProcess.QUICK_START);
        command.addAll(List.of(
                "-Xmx256m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-cp",
                here() + File.pathSeparator + classPath,
                KafkaNode.class.getName(),
                cluster,
                properties.toString()));
        return command;
    }

    private static Path here() {
        try {
            return Path.of(KafkaNode.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
