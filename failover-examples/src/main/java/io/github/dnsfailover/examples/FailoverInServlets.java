package io.github.dnsfailover.examples;

// readme: imports of servlets
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.console.Visitor;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
// readme: end

/** An engine and its console in a web application without a framework: its initializer, and its listener. */
// readme: servlets
final class FailoverInServlets implements ServletContainerInitializer, ServletContextListener {

    private final FailoverEngine engine;
    private final Function<HttpServletRequest, Visitor> visitors;

    FailoverInServlets(FailoverEngine engine, Function<HttpServletRequest, Visitor> visitors) {
        this.engine = engine;
        this.visitors = visitors;
    }

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        ServletRegistration.Dynamic servlet = context.addServlet("failover", new ConsoleServlet(engine, visitors));
        servlet.setAsyncSupported(true); // each filter before it needs that, too
        servlet.addMapping("/failover/*");
        context.addListener(this);
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        engine.start();
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        engine.closeAndWait(Duration.ofSeconds(5));
    }
}
// readme: end
