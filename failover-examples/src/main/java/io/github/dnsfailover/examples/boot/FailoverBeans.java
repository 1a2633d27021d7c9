package io.github.dnsfailover.examples.boot;

// readme: imports of boot-beans
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.console.Visitor;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.examples.ConsoleServlet;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.env.Environment;
// readme: end

/**
 * The engine, its provider and its console, told by the application's settings. The two events enclose the life of
 * everything else: when a context is refreshed its web server listens, and when it says that it is closed nothing has
 * been stopped yet. Contexts below it tell theirs here, too.
 */
// readme: boot-beans
@Configuration(proxyBeanMethods = false)
class FailoverBeans {

    @Bean
    DnsProvider dns(@Value("${dns.server}") String host, @Value("${dns.port}") int port, Environment env) {
        TsigKey key = TsigKey.of("failover", env.getRequiredProperty("dns.secret"));
        return Rfc2136Provider.zone("example.com").server(host, port).key(key).build();
    }

    @Bean
    FailoverEngine engine(DnsProvider dns, Environment env) {
        Map<String, String> keys = Binder.get(env).bindOrCreate("failover", Bindable.mapOf(String.class, String.class));
        EndpointPool www =
                EndpointPool.fromProperties("pools.www", keys).provider(dns).build();
        return FailoverEngine.fromProperties("engine", keys).pool(www).build();
    }

    @Bean
    ApplicationListener<ApplicationContextEvent> engineRuns(FailoverEngine engine, ApplicationContext own) {
        return event -> {
            if (event.getApplicationContext() == own && event instanceof ContextRefreshedEvent) {
                engine.start(); // the web server listens
            } else if (event.getApplicationContext() == own && event instanceof ContextClosedEvent) {
                engine.closeAndWait(Duration.ofSeconds(5)); // the web server has yet to drain
            }
        };
    }

    @Bean
    ServletRegistrationBean<ConsoleServlet> console(FailoverEngine engine) {
        return new ServletRegistrationBean<>(new ConsoleServlet(engine, FailoverBeans::visitor), "/failover/*");
    }

    private static Visitor visitor(HttpServletRequest who) {
        return who.isUserInRole("OPERATOR")
                ? Visitor.acting(who.getRemoteUser())
                : who.isUserInRole("VIEWER") ? Visitor.looking(who.getRemoteUser()) : Visitor.nobody();
    }
}
// readme: end
