// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.renderer.html.HtmlRenderer;

/** The documentation as a site of plain HTML: no script, no file from elsewhere. */
final class Site {

    private static final Map<String, String> CHAPTERS = new LinkedHashMap<>();

    static {
        CHAPTERS.put("docs/tutorial/", "Tutorial");
        CHAPTERS.put("docs/how-to/", "How to");
        CHAPTERS.put("docs/reference/", "Reference");
        CHAPTERS.put("docs/explanation/", "Explanation");
        CHAPTERS.put("docs/decisions/", "Decisions");
    }

    private final Path root;
    private final Path target;
    private final Pages pages;

    Site(Path root, Path target) {
        this.root = root.toAbsolutePath().normalize();
        this.target = target.toAbsolutePath().normalize();
        this.pages = Pages.under(root);
    }

    void build() throws IOException {
        for (Markdown page : pages.all()) {
            for (Link link : page.links()) {
                Optional<Path> file = pages.target(page, link);
                if (file.isPresent() && pages.find(file.get()).isPresent()) {
                    link.setDestination(link.getDestination()
                            .replace("README.md", "index.md")
                            .replaceFirst("\\.md(?=#|$)", ".html"));
                } else if (file.isPresent() && Files.isRegularFile(file.get())) {
                    copy(file.get());
                }
            }
            write(page);
        }
    }

    private void copy(Path file) throws IOException {
        Path copy = target.resolve(root.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    }

    private void write(Markdown page) throws IOException {
        HtmlRenderer renderer = HtmlRenderer.builder()
                .extensions(Markdown.EXTENSIONS)
                .attributeProviderFactory(context -> (node, tag, attributes) -> {
                    if (node instanceof Heading heading) {
                        attributes.put("id", page.anchors().get(heading));
                    }
                })
                .build();
        Path file = target.resolve(html(page));
        Files.createDirectories(file.getParent());
        Files.writeString(
                file, """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>
                body { margin: 0; font: 16px/1.55 system-ui, sans-serif; color: #222; display: flex; }
                nav { flex: 0 0 15rem; padding: 1rem; font-size: 14px; background: #f6f6f4; min-height: 100vh; }
                nav ul { list-style: none; margin: 0 0 1rem; padding: 0; }
                main { padding: 1rem 2rem 4rem; max-width: 54rem; min-width: 0; }
                a { color: #0b5394; text-decoration: none; }
                a:hover { text-decoration: underline; }
                pre { background: #f6f6f4; padding: .8rem; overflow-x: auto; font-size: 14px; line-height: 1.4; }
                code { font-family: ui-monospace, monospace; font-size: .92em; }
                table { border-collapse: collapse; display: block; overflow-x: auto; }
                th, td { border: 1px solid #ddd; padding: .25rem .6rem; text-align: left; vertical-align: top; }
                blockquote { margin: 0; padding: 0 1rem; border-left: 4px solid #ddd; }
                @media (max-width: 50rem) { body { display: block; } nav { min-height: 0; } }
                </style>
                </head>
                <body>
                <nav>%s</nav>
                <main>
                %s</main>
                </body>
                </html>
                """.formatted(escaped(page.title()), navigation(page), renderer.render(page.document())));
    }

    private String navigation(Markdown from) {
        StringBuilder list = new StringBuilder("<ul>");
        pages.all().stream().filter(page -> chapter(page).isEmpty()).forEach(page -> list.append(item(from, page)));
        list.append("</ul>\n");
        CHAPTERS.forEach((folder, name) -> {
            list.append(name).append("<ul>");
            pages.all().stream()
                    .filter(page -> chapter(page).equals(Optional.of(folder)))
                    .forEach(page -> list.append(item(from, page)));
            list.append("</ul>\n");
        });
        return list.toString();
    }

    private Optional<String> chapter(Markdown page) {
        String path = root.relativize(page.file()).toString().replace('\\', '/');
        return CHAPTERS.keySet().stream().filter(path::startsWith).findFirst();
    }

    private String item(Markdown from, Markdown page) {
        Path folder = html(from).getParent();
        Path relative = folder == null ? html(page) : folder.relativize(html(page));
        return "<li><a href=\"" + relative.toString().replace('\\', '/') + "\">" + escaped(page.title())
                + "</a></li>\n";
    }

    private Path html(Markdown page) {
        String path = root.relativize(page.file()).toString();
        return Path.of(path.replaceFirst("README\\.md$", "index.md").replaceFirst("\\.md$", ".html"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
