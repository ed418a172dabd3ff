// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/**
 * A page as it was written.
 *
 * @param anchors of its headings, as GitHub names them
 */
record Markdown(Path file, Node document, Map<Heading, String> anchors) {

    static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();

    static Markdown of(Path file) {
        try {
            Node document = PARSER.parse(Files.readString(file));
            return new Markdown(file, document, anchorsOf(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String title() {
        return anchors.keySet().stream().findFirst().map(Markdown::textOf).orElse(file.toString());
    }

    List<Link> links() {
        List<Link> links = new ArrayList<>();
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Link link) {
                links.add(link);
                visitChildren(link);
            }
        });
        return links;
    }

    private static Map<Heading, String> anchorsOf(Node document) {
        Map<Heading, String> anchors = new LinkedHashMap<>();
        Map<String, Integer> times = new LinkedHashMap<>();
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                String anchor = textOf(heading)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-');
                int time = times.merge(anchor, 1, Integer::sum);
                anchors.put(heading, time == 1 ? anchor : anchor + "-" + (time - 1));
            }
        });
        return anchors;
    }

    static String textOf(Node node) {
        StringBuilder text = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text part) {
                text.append(part.getLiteral());
            }

            @Override
            public void visit(Code part) {
                text.append(part.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak part) {
                text.append(' ');
            }
        });
        return text.toString();
    }
}
