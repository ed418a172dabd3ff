// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonmark.node.Link;

/** All pages of the documentation: README.md, what else lies beside it, and what is in docs. */
final class Pages {

    private final Path root;
    private final Map<Path, Markdown> all = new LinkedHashMap<>();

    private Pages(Path root) {
        this.root = root;
    }

    static Pages under(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        Pages pages = new Pages(root);
        try (Stream<Path> beside = Files.list(root);
                Stream<Path> docs = Files.walk(root.resolve("docs"))) {
            Stream.concat(beside, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted(Comparator.comparing(Path::toString))
                    .forEach(file -> pages.all.put(file, Markdown.of(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pages;
    }

    List<Markdown> all() {
        return List.copyOf(all.values());
    }

    Optional<Markdown> find(Path file) {
        return Optional.ofNullable(all.get(file));
    }

    /** The file that a link leads to; empty if it leads out of the repository. */
    Optional<Path> target(Markdown page, Link link) {
        String destination = link.getDestination();
        if (URI.create(destination).isAbsolute()) {
            return Optional.empty();
        }
        String path = destination.replaceFirst("#.*", "");
        return Optional.of(
                path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize());
    }

    /** What is wrong with the links of all pages. */
    List<String> deadLinks() {
        List<String> dead = new ArrayList<>();
        for (Markdown page : all.values()) {
            for (Link link : page.links()) {
                target(page, link)
                        .filter(target -> isDead(target, link.getDestination()))
                        .ifPresent(target -> dead.add(root.relativize(page.file()) + ": " + link.getDestination()));
            }
        }
        return dead;
    }

    private boolean isDead(Path target, String destination) {
        int hash = destination.indexOf('#');
        if (hash < 0) {
            return !Files.exists(target);
        }
        return find(target)
                .map(page -> !page.anchors().containsValue(destination.substring(hash + 1)))
                .orElse(true);
    }
}
