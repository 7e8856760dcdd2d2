// libxml2 as Extracting uses it: the parser for HTML, fed piece by piece and stopped where a page would cost too much,
// and the contexts of XPath. All of it is silent: libxml2 would write complaints to standard error.
//
// The functions are inline since a system library has no sources of its own to compile, and only pkg-config knows where
// its headers are.
#ifndef TURNOUT_CLIBXML2_H
#define TURNOUT_CLIBXML2_H

// Debian's libxml2 is built with ICU, whose headers collide with those that Foundation brings. Only the insides of a
// converter depend on it, which are not used here.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/HTMLparser.h>
#include <libxml/HTMLtree.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

// Since 2.12 handlers get their error const.
#if LIBXML_VERSION >= 21200
typedef const xmlError *txml_error;
#else
typedef xmlErrorPtr txml_error;
#endif

// Why a page was not parsed to its end.
enum txml_end {
    txml_end_whole,
    txml_end_too_deep,
    txml_end_too_many_nodes,
    txml_end_too_much_work,
    txml_end_out_of_memory,
};

// A page that is being parsed, and what it may cost. libxml2's parser for HTML has steps whose cost grows with the square
// of the input, and no limits of its own for them:
// - an end tag is compared with the names of all open elements,
// - an attribute is compared with all others of its tag.
// It asks for input every few kilobytes, and that is where the work so far is judged: the answer "end of file" ends it.
struct txml_page {
    // UTF-8 without NUL.
    const unsigned char *bytes;
    size_t count;
    // The most bytes that are handed over at once; 0: as many as asked for. Tests vary it.
    size_t piece;
    // The most open elements, elements with attributes, attributes of one tag, comparisons of an end tag's name as bytes
    // times depth, and complaints.
    int depth_limit;
    size_t node_limit;
    int attribute_limit;
    size_t work_limit;
    size_t complaint_limit;

    size_t at;
    size_t nodes;
    size_t work;
    size_t complaints;
    enum txml_end end;
    htmlParserCtxtPtr parser;
};

// Takes libxml2's complaints, and counts those about a page.
static inline void txml_complain(void *page, txml_error error) {
    struct txml_page *of = (struct txml_page *)page;
    if (of) of->complaints += 1;
    if (of && error && error->code == XML_ERR_NO_MEMORY) of->end = txml_end_out_of_memory;
}

// xmlInputReadCallback: the next piece of a page, which never ends within a character.
static inline int txml_read(void *context, char *buffer, int length) {
    struct txml_page *page = (struct txml_page *)context;
    // The tag that is being read has its attributes in an array that doubles.
    if (page->parser->maxatts / 2 > page->attribute_limit) page->end = txml_end_too_many_nodes;
    if (page->work > page->work_limit || page->complaints > page->complaint_limit) page->end = txml_end_too_much_work;
    size_t left = page->count - page->at;
    if (page->end != txml_end_whole || left == 0 || length < 4) return 0;
    size_t size = (size_t)length;
    if (page->piece && size > page->piece) size = page->piece < 4 ? 4 : page->piece;
    if (size >= left) {
        size = left;
    } else {
        while (size > 1 && (page->bytes[page->at + size] & 0xC0) == 0x80) size -= 1;
    }
    memcpy(buffer, page->bytes + page->at, size);
    page->at += size;
    page->work += size * (size_t)page->parser->nameNr;
    return (int)size;
}

// startElementSAXFunc: counts, and builds the element unless the page has become too deep or too large.
static inline void txml_start_element(void *context, const xmlChar *name, const xmlChar **attributes) {
    htmlParserCtxtPtr parser = (htmlParserCtxtPtr)context;
    struct txml_page *page = (struct txml_page *)parser->_private;
    page->nodes += 1;
    for (size_t i = 0; attributes && attributes[i]; i += 2) page->nodes += 1;
    if (page->nodes > page->node_limit) page->end = txml_end_too_many_nodes;
    if (parser->nodeNr >= page->depth_limit) page->end = txml_end_too_deep;
    if (page->end != txml_end_whole) {
        xmlStopParser(parser);
        return;
    }
    xmlSAX2StartElement(context, name, attributes);
}

// Parses a page; NULL if there is nothing in it or `page->end` tells of a limit. The document is to be freed with
// xmlFreeDoc. xmlInitParser must have been called before.
static inline htmlDocPtr txml_parse(struct txml_page *page) {
    page->parser = htmlNewParserCtxt();
    if (!page->parser) {
        page->end = txml_end_out_of_memory;
        return NULL;
    }
    // libxml2 keeps the handler for each thread.
    xmlStructuredErrorFunc handler = xmlStructuredError;
    void *context = xmlStructuredErrorContext;
    xmlSetStructuredErrorFunc(page, txml_complain);
    page->parser->_private = page;
    page->parser->sax->startElement = txml_start_element;
    // RECOVER: a script ends at its own end tag alone. HUGE: the limits above are in force instead of libxml2's own, of
    // which the one for depth is lower than what browsers show. IGNORE_ENC: the bytes are UTF-8, whatever they claim.
    htmlDocPtr document = htmlCtxtReadIO(
        page->parser, txml_read, NULL, page, NULL, "UTF-8",
        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_NODEFDTD |
            HTML_PARSE_COMPACT | HTML_PARSE_IGNORE_ENC | XML_PARSE_HUGE);
    xmlSetStructuredErrorFunc(context, handler);
    htmlFreeParserCtxt(page->parser);
    page->parser = NULL;
    if (page->end != txml_end_whole && document) {
        xmlFreeDoc(document);
        document = NULL;
    }
    return document;
}

// xmlGenericErrorFunc: takes what libxml2 says in words alone.
static inline void txml_ignore(void *context, const char *words, ...) {
    (void)context;
    (void)words;
}

// A silent context whose evaluations together may have as many operations as told, counted until `opCount` is set to 0;
// NULL: out of memory.
static inline xmlXPathContextPtr txml_context(xmlDocPtr document, unsigned long operations) {
    xmlXPathContextPtr context = xmlXPathNewContext(document);
    if (!context) return NULL;
    context->error = txml_complain;
    context->userData = NULL;
    context->opLimit = operations;
    return context;
}

// Evaluates an expression; NULL if that failed. The value is to be freed with xmlXPathFreeObject.
static inline xmlXPathObjectPtr txml_evaluate(xmlXPathContextPtr context, xmlXPathCompExprPtr expression) {
    // Some failures are told to this handler of the thread's alone.
    xmlGenericErrorFunc handler = xmlGenericError;
    void *before = xmlGenericErrorContext;
    xmlSetGenericErrorFunc(NULL, txml_ignore);
    xmlResetError(&context->lastError);
    xmlXPathObjectPtr value = xmlXPathCompiledEval(expression, context);
    xmlSetGenericErrorFunc(before, handler);
    return value;
}

// Whether the limit of operations was reached. A path that libxml2 evaluates by its streaming patterns leaves no error.
static inline bool txml_is_spent(xmlXPathContextPtr context) {
    return context->lastError.code == XML_XPATH_EXPRESSION_OK + XPATH_OP_LIMIT_EXCEEDED ||
           (context->opLimit != 0 && context->opCount >= context->opLimit);
}

// The first node of a set; NULL if it is empty. Sets that expressions give are in document order.
static inline xmlNodePtr txml_first(xmlXPathObjectPtr value) {
    return value->nodesetval && value->nodesetval->nodeNr > 0 ? value->nodesetval->nodeTab[0] : NULL;
}

// xmlFree is a variable.
static inline void txml_free(void *text) { xmlFree(text); }

#endif
