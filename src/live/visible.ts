type OnChange = (isVisible: boolean) => void;

const watched = new WeakMap<Element, OnChange>();

/** A little more than the screen, so that what is scrolled to is there already. */
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) watched.get(target)?.(isIntersecting);
  },
  { rootMargin: '160px 0px' },
);

/** Tells whether an element can be seen: nothing else is drawn. */
export function watchVisible(element: Element, onChange: OnChange): () => void {
  watched.set(element, onChange);
  observer.observe(element);
  return () => observer.unobserve(element);
}
