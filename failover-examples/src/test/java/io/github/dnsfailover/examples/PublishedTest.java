package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** What a release consists of, by the POMs. Maven Central refuses a release whose POMs lack something. */
class PublishedTest {

    private static final Path ROOT = Path.of("..");
    private static final String BOM = "failover-bom";
    private static final String EXAMPLES = "failover-examples";

    @Test
    void theBomManagesAllThatIsPublishedAndNothingElse() throws Exception {
        List<String> published = modules();
        published.removeAll(List.of(BOM, EXAMPLES));

        List<Element> managed = elements(child(child(pom(BOM), "dependencyManagement"), "dependencies"), "dependency");

        assertThat(managed).extracting(one -> text(one, "artifactId")).containsExactlyInAnyOrderElementsOf(published);
        assertThat(managed).allSatisfy(one -> {
            assertThat(text(one, "groupId")).isEqualTo("io.github.dnsfailover");
            assertThat(text(one, "version")).isEqualTo("${project.version}");
        });
    }

    /** Otherwise it would hand on what the parent manages for our own build. */
    @Test
    void theBomIsFlattenedToWhatStandsInIt() throws Exception {
        Element plugin =
                elements(child(child(pom(BOM), "build"), "plugins"), "plugin").get(0);
        Element configuration = child(plugin, "configuration");

        assertThat(text(plugin, "artifactId")).isEqualTo("flatten-maven-plugin");
        assertThat(text(configuration, "updatePomFile")).isEqualTo("true");
        assertThat(text(child(configuration, "pomElements"), "dependencyManagement"))
                .isEqualTo("keep");
    }

    @Test
    void everyPomHasWhatMavenCentralAsksFor() throws Exception {
        Element parent = pom(".");

        for (String inherited : List.of("url", "licenses", "developers", "scm")) {
            assertThat(child(parent, inherited).getTextContent()).as(inherited).isNotBlank();
        }
        for (String scm : List.of("connection", "developerConnection", "url")) {
            assertThat(text(child(parent, "scm"), scm)).as("scm " + scm).isNotBlank();
        }
        for (String module : modules()) {
            assertThat(text(pom(module), "name")).isEqualTo(module);
            assertThat(text(pom(module), "description"))
                    .as("description of %s", module)
                    .isNotBlank();
        }
    }

    /** Where a release goes is said by whoever deploys it, and a consumer's build asks no repository of ours. */
    @Test
    void noPomNamesARepository() throws Exception {
        List<String> all = modules();
        all.add(".");

        for (String module : all) {
            for (String host : List.of("repositories", "pluginRepositories", "distributionManagement")) {
                assertThat(pom(module).getElementsByTagName(host).getLength())
                        .as("%s in the POM of %s", host, module)
                        .isZero();
            }
        }
    }

    private static List<String> modules() throws Exception {
        List<String> modules = new ArrayList<>();
        elements(child(pom("."), "modules"), "module").forEach(module -> modules.add(module.getTextContent()));
        return modules;
    }

    private static Element pom(String module) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(ROOT.resolve(module).resolve("pom.xml").toFile())
                .getDocumentElement();
    }

    private static String text(Element parent, String name) {
        return child(parent, name).getTextContent();
    }

    private static Element child(Element parent, String name) {
        List<Element> found = elements(parent, name);
        assertThat(found).as("<%s> in <%s>", name, parent.getTagName()).hasSize(1);
        return found.get(0);
    }

    private static List<Element> elements(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList children = parent.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            Node child = children.item(i);
            if (child instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
